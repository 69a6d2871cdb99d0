// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/decision/release_decision.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/release/decision/holm.h"
#include "server/release/decision/p_value.h"

namespace winnow::release {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

// Infinite is fine: nothing is known.
bool IsSpread(double value) { return value >= 0; }

absl::string_view ProblemOf(const Comparison& comparison) {
  if (!std::isfinite(comparison.budget) || comparison.budget < 0) {
    return "the budget must be a finite number of 0 or more";
  }
  if (!comparison.estimate) return "";
  const ChangeEstimate& estimate = *comparison.estimate;
  if (!std::isfinite(estimate.change)) return "the change must be a finite number";
  if (!IsSpread(estimate.frame.variance) || !IsSpread(estimate.traffic.variance) ||
      !IsSpread(estimate.missing_widening) || !IsSpread(estimate.zero.reach) ||
      !IsSpread(estimate.zero.undrawn) || std::isnan(estimate.traffic.degrees)) {
    return "variances, widening and zero bound must be 0 or more";
  }
  return "";
}

absl::Status CheckComparisons(absl::Span<const Comparison> comparisons) {
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    if (const absl::string_view problem = ProblemOf(comparisons[i]); !problem.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("comparison ", i, ": ", problem));
    }
  }
  return absl::OkStatus();
}

// Whether there is evidence once the draws without an outcome have theirs.
bool WaitsForLabels(const ChangeEstimate& estimate, Evidence evidence, const DecisionRules& rules) {
  if (evidence == Evidence::kTooFewClusters) return estimate.drawn_clusters >= rules.least_clusters;
  const ZeroDifference& zero = estimate.zero;
  return zero.draws + zero.missing >= rules.least_draws && !(zero.untouched > 0);
}

// The least that there must be to decide. A draw reaches one cluster at most.
SampleNeed LeastNeed(const std::optional<ChangeEstimate>& estimate, Evidence evidence,
                     const DecisionRules& rules) {
  if (estimate && WaitsForLabels(*estimate, evidence, rules)) {
    return {Binding::kMissingLabels, std::nullopt, std::nullopt};
  }
  if (evidence == Evidence::kTooFewClusters) {
    return {Binding::kClusters, std::nullopt, rules.least_clusters};
  }
  return {Binding::kDraws, std::max(rules.least_draws, rules.least_clusters), rules.least_clusters};
}

// The comparisons of a family that have evidence, with their p-values.
class Family {
 public:
  Family(absl::Span<const Comparison> comparisons, const DecisionRules& rules)
      : comparisons_(comparisons), rules_(rules), findings_(comparisons.size()) {}

  absl::Status Test() {
    std::vector<double> p_values;
    for (std::size_t i = 0; i < comparisons_.size(); ++i) {
      findings_[i].evidence = EvidenceOf(comparisons_[i].estimate, rules_);
      if (absl::Status status = Measure(i); !status.ok()) return status;
      if (findings_[i].evidence != Evidence::kEnough) continue;
      members_.push_back(i);
      p_values.push_back(findings_[i].p_value);
    }
    const auto adjusted = HolmAdjusted(p_values);
    if (!adjusted.ok()) return adjusted.status();
    for (std::size_t i = 0; i < members_.size(); ++i) {
      findings_[members_[i]].adjusted_p_value = (*adjusted)[i];
    }
    return absl::OkStatus();
  }

  std::vector<Finding> Decide() {
    std::size_t blocking = 0;
    for (const std::size_t i : members_) {
      Finding& finding = findings_[i];
      if (finding.adjusted_p_value < rules_.FamilyTail()) {
        finding.verdict = Verdict::kBlock;
        ++blocking;
      } else if (finding.interval.upper < comparisons_[i].budget) {
        finding.verdict = Verdict::kPass;
      }
    }
    // What Holm's procedure leaves to the next one that it would reject.
    const double tail = rules_.FamilyTail() / static_cast<double>(members_.size() - blocking);
    for (std::size_t i = 0; i < findings_.size(); ++i) {
      if (findings_[i].verdict == Verdict::kUndecided) findings_[i].need = NeedFor(i, tail);
    }
    return std::move(findings_);
  }

 private:
  absl::Status Measure(std::size_t i) {
    Finding& finding = findings_[i];
    finding.interval = {-kInfinite, kInfinite};
    if (!comparisons_[i].estimate) return absl::OkStatus();
    const auto interval = IntervalOf(*comparisons_[i].estimate, Scope::kTraffic, rules_.PassTail());
    if (!interval.ok()) return interval.status();
    finding.interval = *interval;
    finding.p_value = RegressionPValue(*comparisons_[i].estimate, comparisons_[i].budget);
    return absl::OkStatus();
  }

  SampleNeed NeedFor(std::size_t i, double block_tail) const {
    if (findings_[i].evidence != Evidence::kEnough) {
      return LeastNeed(comparisons_[i].estimate, findings_[i].evidence, rules_);
    }
    const double above = comparisons_[i].estimate->change - comparisons_[i].budget;
    return NeedOf(*comparisons_[i].estimate,
                  {std::abs(above), above > 0 ? block_tail : rules_.PassTail()});
  }

  absl::Span<const Comparison> comparisons_;
  const DecisionRules& rules_;
  std::vector<Finding> findings_;
  std::vector<std::size_t> members_;
};

}  // namespace

Evidence EvidenceOf(const std::optional<ChangeEstimate>& estimate, const DecisionRules& rules) {
  if (!estimate) return Evidence::kNoEstimate;
  const ZeroDifference& zero = estimate->zero;
  const bool left_to_chance = zero.reach > 0 || zero.undrawn > 0;
  if (left_to_chance && (zero.draws < rules.least_draws || zero.undrawn > 0)) {
    return Evidence::kTooFewDraws;
  }
  return estimate->sampled_clusters < rules.least_clusters ? Evidence::kTooFewClusters
                                                           : Evidence::kEnough;
}

absl::StatusOr<ReleaseDecision> DecideRelease(absl::Span<const Comparison> comparisons,
                                              const DecisionRules& rules) {
  if (absl::Status status = CheckRules(rules); !status.ok()) return status;
  if (absl::Status status = CheckComparisons(comparisons); !status.ok()) return status;
  Family family(comparisons, rules);
  if (absl::Status status = family.Test(); !status.ok()) return status;
  ReleaseDecision decision;
  decision.findings = family.Decide();
  std::vector<Verdict> verdicts;
  for (const Finding& finding : decision.findings) verdicts.push_back(finding.verdict);
  decision.verdict = CombinedVerdict(verdicts);
  return decision;
}

}  // namespace winnow::release
