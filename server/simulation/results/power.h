// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How many labels a policy needs, read off its cells.
#ifndef WINNOW_SERVER_SIMULATION_RESULTS_POWER_H_
#define WINNOW_SERVER_SIMULATION_RESULTS_POWER_H_

#include <cstdint>

#include "absl/types/span.h"

namespace winnow::simulation {

// The share that has to be decided: the customary power of a test (Cohen, Statistical Power
// Analysis for the Behavioral Sciences, 1988, 2.4).
inline constexpr double kPower = 0.8;

enum class NeedKind {
  kUnknown,   // nothing can be said
  kAtMost,    // the smallest number of labels is enough
  kLabels,    // between two numbers of labels
  kMoreThan,  // the largest is not enough
};

struct LabelNeed {
  NeedKind kind = NeedKind::kUnknown;
  double labels = 0;  // of kUnknown without a meaning
};

// A figure at a number of labels above 0.
struct CurvePoint {
  double labels = 0;
  double value = 0;
};

// The labels from which on a figure is at least `target` at all points of the curve, linear between
// two points in the logarithm of the labels. `curve` is by labels. Pure.
LabelNeed LabelsToReach(absl::Span<const CurvePoint> curve, double target);
// The same of a figure that is to be at most `target`.
LabelNeed LabelsToFallTo(absl::Span<const CurvePoint> curve, double target);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_RESULTS_POWER_H_
