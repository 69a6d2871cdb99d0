// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_GATE_COMPARISON_TEXT_H_
#define WINNOW_SERVER_RELEASE_GATE_COMPARISON_TEXT_H_

#include <string>

#include "winnow/v1/release.pb.h"

namespace winnow::release {

// What was measured, in points (hundredths of an error per unit): "change 2.30 points, interval
// [1.05, 3.55], budget 1.00, stage ACOUSTIC". Ends that are not set are infinite; what else is not
// set is left out.
std::string MeasuredText(const v1::Comparison& comparison);

// What would decide an undecided comparison, one sentence: draws, clusters, outcomes or none of
// them.
std::string NeedText(const v1::Comparison& comparison);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_GATE_COMPARISON_TEXT_H_
