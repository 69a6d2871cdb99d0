// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_DECISION_RELEASE_DECISION_H_
#define WINNOW_SERVER_RELEASE_DECISION_RELEASE_DECISION_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/release/change_estimate.h"
#include "server/release/decision/decision_rules.h"
#include "server/release/decision/sample_need.h"
#include "server/release/decision/verdict.h"

namespace winnow::release {

// A slice, the aggregate or a measure that guards one, with the largest change that is tolerated.
struct Comparison {
  // None where nothing could be estimated: EstimateTotals says FAILED_PRECONDITION.
  std::optional<ChangeEstimate> estimate;
  // Errors per word, 0 or more. At 0 only a release that is shown to be better passes.
  double budget = 0;
};

// Whether an estimate rests on enough to decide at all; anything but kEnough is
// INSUFFICIENT_EVIDENCE.
enum class Evidence {
  kEnough,
  kNoEstimate,
  // Fewer labelled random draws than the rules ask for, or none in a slice of the comparison, while
  // items that a label could show to differ were left to chance. Audits of known zeros are no such
  // draws. Where nothing is left to chance,
  // as in a census (pi = 1) or where both releases say the same, no draws are asked for.
  kTooFewDraws,
  kTooFewClusters,  // sampled ones
};

// What was found of one comparison.
struct Finding {
  Verdict verdict = Verdict::kUndecided;
  Evidence evidence = Evidence::kEnough;
  // About traffic, with the tail of a pass at either end; infinite without an estimate.
  Interval interval;
  double p_value = 1;  // RegressionPValue
  // Holm's, over the comparisons that have evidence.
  double adjusted_p_value = 1;
  // Of an undecided one. Without evidence: the least that the rules ask for, or the missing labels
  // where their draws make up for it.
  SampleNeed need;
};

struct ReleaseDecision {
  Verdict verdict = Verdict::kUndecided;
  std::vector<Finding> findings;  // in the order of the comparisons
};

// Whether an estimate may take part in a decision.
Evidence EvidenceOf(const std::optional<ChangeEstimate>& estimate, const DecisionRules& rules);

// Decides a release by its comparisons, one family (governance.md G4). With evidence, a comparison
// is
// - PASS if the upper end of the interval about traffic is below its budget at the tail of a pass;
// - BLOCK if its Holm-adjusted p-value is below the family's tail, which is to say that the lower
//   end is above the budget at the tail that Holm's procedure leaves it;
// - else UNDECIDED, with the sample that would decide.
// Both tails are those of one look. Without evidence a comparison is UNDECIDED and not of the
// family. The verdict of the release is the CombinedVerdict.
//
// INVALID_ARGUMENT for what CheckRules refuses, and, naming the number of the comparison from 0,
// for a budget that is negative or not finite, and for estimates that are no numbers, or have
// negative variances or widenings.
absl::StatusOr<ReleaseDecision> DecideRelease(absl::Span<const Comparison> comparisons,
                                              const DecisionRules& rules);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_DECISION_RELEASE_DECISION_H_
