// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_DECISION_P_VALUE_H_
#define WINNOW_SERVER_RELEASE_DECISION_P_VALUE_H_

#include "server/release/change_estimate.h"
#include "server/release/variance.h"

namespace winnow::release {

// The tail at which the t quantile times the standard error is `excess`, which is above 0: what is
// above it deviates so far with that probability. 1 where the variance is unknown.
double StudentPValue(const Variance& variance, double excess);

// The one-sided p-value of "the change is not above the budget" about traffic: the smallest tail at
// which the lower end of IntervalOf is above the budget, with all that widens an interval, zero
// bound and missing labels, in it. An interval knows no tails above 0.5: where the lower end at 0.5
// is not above the budget, the p-value is 1. So is it where the variance is unknown.
double RegressionPValue(const ChangeEstimate& estimate, double budget);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_DECISION_P_VALUE_H_
