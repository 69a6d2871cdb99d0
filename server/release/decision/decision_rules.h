// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_DECISION_DECISION_RULES_H_
#define WINNOW_SERVER_RELEASE_DECISION_DECISION_RULES_H_

#include <cstdint>

#include "absl/status/status.h"
#include "server/release/change_estimate.h"

namespace winnow::release {

// How sure a decision must be (governance.md G4).
struct DecisionRules {
  // Largest chance to pass a change that is at its budget. No correction for the number of
  // comparisons: a release passes only if all of them hold, which is an intersection-union test
  // (Berger, Technometrics 24, 1982, 295-300).
  double pass_tail = kTail;
  // Largest chance to block a release of which no change is above its budget, whatever the number
  // of comparisons (Holm, Scandinavian Journal of Statistics 6, 1979, 65-70).
  double family_tail = 0.05;
  // Labelled random draws below which there is no evidence: from 5 on intervals cover what they
  // promise (the measurements of frame_interval_test and real_release_test).
  uint64_t least_draws = 5;
  // Sampled clusters below which there is none about traffic: with 6 degrees of freedom the t
  // quantile is 1.25 times the normal one, with 3 it is 1.6 times.
  uint64_t least_clusters = 7;
  // Looks declared beforehand, K. Each tests at 1 / K of the tails (Bonferroni: over all looks the
  // chances above hold, however the looks depend on each other).
  uint64_t looks = 1;

  double PassTail() const { return pass_tail / static_cast<double>(looks); }
  double FamilyTail() const { return family_tail / static_cast<double>(looks); }
};

// INVALID_ARGUMENT for a tail that is not above 0 and at most 0.5, no draws, fewer than 2 clusters,
// or no looks.
absl::Status CheckRules(const DecisionRules& rules);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_DECISION_DECISION_RULES_H_
