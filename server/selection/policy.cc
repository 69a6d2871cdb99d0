// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/policy.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "server/selection/policy_validation.h"

namespace winnow::selection {
namespace {

// Shares of random draws where a policy says nothing (S1).
constexpr Micros kTrainingShare = 100'000;
constexpr Micros kEvaluationShare = kMicrosPerUnit;
// Share of the random draws of known zeros (S5.4).
constexpr Micros kAuditShare = 20'000;
// Days of waiting, and of arriving later, that score buckets tell apart under an age boost.
constexpr Micros kAgeRangeDays = 14;

SliceTermWeights CompileSliceTerms(const v1::SliceTerms& terms) {
  return {.coverage_gap = ToMicros(terms.coverage_gap_weight()),
          .coverage_threshold = ToMicros(terms.coverage_threshold()),
          .recent_regression = ToMicros(terms.recent_regression_weight()),
          .launch_weight_factor = ToMicros(terms.launch_weight_factor())};
}

void CompileEligibility(const v1::Eligibility& eligibility, CompiledPolicy& out) {
  out.consent_scopes.insert(eligibility.consent_scopes().begin(),
                            eligibility.consent_scopes().end());
  if (eligibility.sensitive() != v1::SENSITIVE_HANDLING_UNSPECIFIED) {
    out.sensitive = eligibility.sensitive();
  }
  out.sensitive_penalty = ToMicros(eligibility.sensitive_penalty());
  out.splits.insert(eligibility.splits().begin(), eligibility.splits().end());
  if (!out.splits.empty()) return;
  if (out.purpose == v1::PURPOSE_EVALUATION) {
    out.splits = {v1::SPLIT_TEST};
  } else {
    out.splits = {v1::SPLIT_TRAIN, v1::SPLIT_DEV};
  }
}

QuotaRule CompileQuota(const v1::SliceQuota& quota) {
  QuotaRule rule;
  rule.min = quota.min();
  if (quota.has_max()) rule.max = quota.max();
  if (quota.has_max_share()) rule.max_share = ToMicros(quota.max_share());
  if (quota.has_weight()) rule.weight = ToMicros(quota.weight());
  rule.priority_class = quota.priority_class();
  return rule;
}

std::vector<CapRule> CompileCaps(const v1::ReviewPolicy& policy, const PolicyContext& context) {
  std::vector<CapRule> caps;
  for (const v1::Cap& cap : policy.caps()) {
    const auto at =
        std::find(context.attributes.begin(), context.attributes.end(), cap.attribute());
    caps.push_back({.attribute = static_cast<uint32_t>(at - context.attributes.begin()),
                    .per_batch = cap.per_batch(),
                    .per_slice = cap.per_slice(),
                    .per_window = cap.per_window(),
                    .window = ToDuration(cap.window())});
  }
  return caps;
}

KnownZeroRule CompileKnownZero(const v1::ReviewPolicy& policy) {
  const v1::KnownZero& known_zero = policy.exploration().known_zero();
  KnownZeroRule rule;
  rule.audit_share = kAuditShare;
  if (known_zero.has_audit_share()) rule.audit_share = ToMicros(known_zero.audit_share());
  while (policy.signal_terms(static_cast<int>(rule.term)).name() != known_zero.term()) ++rule.term;
  return rule;
}

ExplorationRules CompileExploration(const v1::ReviewPolicy& policy) {
  ExplorationRules rules;
  if (policy.has_exploration()) {
    rules.share = ToMicros(policy.exploration().share());
  } else {
    rules.share = policy.purpose() == v1::PURPOSE_EVALUATION ? kEvaluationShare : kTrainingShare;
  }
  if (policy.exploration().has_floor()) rules.floor = ToMicros(policy.exploration().floor());
  rules.size = CompileKnots(policy.exploration().size_knots());
  if (policy.exploration().has_known_zero()) {
    rules.known_zero = CompileKnownZero(policy);
  }
  return rules;
}

ScoreRange RangeOfScores(const CompiledPolicy& policy) {
  ScoreRange range = {-policy.sensitive_penalty, 0};
  for (const Term& term : policy.terms) {
    const ScoreRange part = RangeOf(term);
    range.min += part.min;
    range.max += part.max;
  }
  range.min -= kAgeRangeDays * policy.age_boost_per_day;
  range.max += kAgeRangeDays * policy.age_boost_per_day;
  return range;
}

// Sets have no order of their own, and the content hash must not depend on the one they came in.
v1::ReviewPolicy WithSortedSets(v1::ReviewPolicy policy) {
  if (policy.has_eligibility()) {
    auto& scopes = *policy.mutable_eligibility()->mutable_consent_scopes();
    std::sort(scopes.begin(), scopes.end());
    auto& splits = *policy.mutable_eligibility()->mutable_splits();
    std::sort(splits.begin(), splits.end());
  }
  if (policy.has_allocation()) {
    auto& quotas = *policy.mutable_allocation()->mutable_quotas();
    std::stable_sort(
        quotas.pointer_begin(), quotas.pointer_end(),
        [](const v1::SliceQuota* a, const v1::SliceQuota* b) { return a->slice() < b->slice(); });
    auto& groups = *policy.mutable_allocation()->mutable_groups();
    for (v1::SliceGroup& group : groups) {
      std::sort(group.mutable_slices()->begin(), group.mutable_slices()->end());
    }
    std::stable_sort(
        groups.pointer_begin(), groups.pointer_end(),
        [](const v1::SliceGroup* a, const v1::SliceGroup* b) { return a->name() < b->name(); });
  }
  return policy;
}

}  // namespace

const QuotaRule& CompiledPolicy::QuotaOf(absl::string_view slice) const {
  if (quotas.empty()) return default_quota;  // the usual case, without a hash of the id
  const auto found = quotas.find(slice);
  return found != quotas.end() ? found->second : default_quota;
}

absl::StatusOr<CompiledPolicy> CompilePolicy(const v1::ReviewPolicy& policy,
                                             const PolicyContext& context) {
  const std::vector<FieldViolation> violations = ValidatePolicy(policy, &context);
  if (!violations.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("policy.", violations.front().field, " ", violations.front().problem));
  }
  CompiledPolicy out;
  out.purpose = policy.purpose();
  for (const v1::SignalTerm& term : policy.signal_terms()) {
    out.terms.push_back(
        CompileTerm(term, context.release_under_test.value_or(v1::ReleaseUnderTest())));
  }
  out.slice_terms = CompileSliceTerms(policy.slice_terms());
  CompileEligibility(policy.eligibility(), out);
  out.allocation = policy.allocation().kind();
  out.default_quota = CompileQuota(policy.allocation().default_quota());
  for (const v1::SliceQuota& quota : policy.allocation().quotas()) {
    out.quotas.emplace(quota.slice(), CompileQuota(quota));
  }
  out.groups = CompileGroups(policy.allocation());
  out.caps = CompileCaps(policy, context);
  out.exploration = CompileExploration(policy);
  out.capacity = {policy.capacity().queue_items(), policy.capacity().labeler_items()};
  out.control = {ToMicros(policy.control().gold()), ToMicros(policy.control().anchor())};
  out.lease = CompileLease(policy.lease());
  out.required_labels = std::max(policy.required_labels(), 1u);
  out.break_ties_by_id = policy.break_ties_by_id();
  out.age_boost_per_day = ToMicros(policy.age_boost_per_day());
  out.range = RangeOfScores(out);
  return out;
}

std::string CanonicalPolicyBytes(const v1::ReviewPolicy& policy) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    WithSortedSets(policy).SerializeToCodedStream(&coded);
  }  // the streams give their bytes back when they go
  return bytes;
}

}  // namespace winnow::selection
