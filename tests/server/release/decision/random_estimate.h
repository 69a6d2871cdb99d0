// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_RELEASE_DECISION_RANDOM_ESTIMATE_H_
#define WINNOW_TESTS_SERVER_RELEASE_DECISION_RANDOM_ESTIMATE_H_

#include "server/release/change_estimate.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::release {

// An estimate with evidence: change within 10 points of 0, spreads of all sizes, every fourth with
// a zero bound and every third with missing labels.
ChangeEstimate RandomEstimate(selection::Dice& dice);

// From low to high.
double Between(selection::Dice& dice, double low, double high);

}  // namespace winnow::release

#endif  // WINNOW_TESTS_SERVER_RELEASE_DECISION_RANDOM_ESTIMATE_H_
