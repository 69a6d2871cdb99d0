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

// Whether the numbers that would decide are the least that a decision rests on: there have to be
// both then. Else there is evidence, both are more than there are, and either would do.
bool AsksForTheLeast(const v1::SampleNeed& need);

// What would decide an undecided comparison, one sentence: draws, clusters, outcomes or none of
// them.
std::string NeedText(const v1::Comparison& comparison);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_GATE_COMPARISON_TEXT_H_
