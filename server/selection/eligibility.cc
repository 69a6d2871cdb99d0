// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/eligibility.h"

#include "absl/time/time.h"

namespace winnow::selection {
namespace {

using Facts = CandidateFacts;

bool IsQuarantined(const Facts& c, const FrameRules&) { return c.quarantined; }

bool IsRetired(const Facts& c, const FrameRules&) { return c.retired; }

bool LacksConsent(const Facts& c, const FrameRules& rules) {
  if (!ConsentAllows(c.consent_scope, rules.policy.purpose, rules.now_us)) return true;
  const auto& accepted = rules.policy.consent_scopes;
  return !accepted.empty() && !accepted.contains(c.consent_scope->id);
}

bool IsConsentRevoked(const Facts& c, const FrameRules&) { return c.consent_revoked; }

bool ExpiresTooSoon(const Facts& c, const FrameRules& rules) {
  return c.retain_until_us < rules.retain_at_least_us;
}

bool IsTooSensitive(const Facts& c, const FrameRules& rules) {
  return c.sensitive && rules.policy.sensitive == v1::SENSITIVE_HANDLING_EXCLUDE;
}

bool HasUnknownSource(const Facts& c, const FrameRules&) { return !c.source_registered; }

bool HasUnknownRubric(const Facts& c, const FrameRules&) { return !c.rubric_known; }

bool IsControlItem(const Facts& c, const FrameRules&) { return c.control_item; }

bool IsInOtherSplit(const Facts& c, const FrameRules& rules) {
  return !rules.policy.splits.contains(c.split);
}

bool HasNoLaunchRelevance(const Facts& c, const FrameRules&) { return c.slice_launch_weight <= 0; }

bool IsDuplicate(const Facts& c, const FrameRules&) { return c.duplicate; }

bool HasItsLabels(const Facts& c, const FrameRules&) { return c.labeled; }

bool IsLeased(const Facts& c, const FrameRules&) { return c.leased; }

bool IsDeadLettered(const Facts& c, const FrameRules&) { return c.dead_lettered; }

bool IsHeldForEvaluation(const Facts& c, const FrameRules&) { return c.held_for_evaluation; }

struct Rule {
  v1::ExclusionReason reason;
  bool (*excludes)(const Facts& candidate, const FrameRules& rules);
};

// In the order of S3; an evaluation (S9.1) holds what nothing else keeps out.
constexpr Rule kRules[] = {
    {v1::EXCLUSION_REASON_QUARANTINED, IsQuarantined},
    {v1::EXCLUSION_REASON_RETIRED, IsRetired},
    {v1::EXCLUSION_REASON_CONSENT_DISALLOWED, LacksConsent},
    {v1::EXCLUSION_REASON_CONSENT_REVOKED, IsConsentRevoked},
    {v1::EXCLUSION_REASON_RETENTION, ExpiresTooSoon},
    {v1::EXCLUSION_REASON_SENSITIVE, IsTooSensitive},
    {v1::EXCLUSION_REASON_SOURCE_UNKNOWN, HasUnknownSource},
    {v1::EXCLUSION_REASON_RUBRIC_UNKNOWN, HasUnknownRubric},
    {v1::EXCLUSION_REASON_CONTROL_ITEM, IsControlItem},
    {v1::EXCLUSION_REASON_SPLIT_DISALLOWED, IsInOtherSplit},
    {v1::EXCLUSION_REASON_NO_LAUNCH_RELEVANCE, HasNoLaunchRelevance},
    {v1::EXCLUSION_REASON_DUPLICATE, IsDuplicate},
    {v1::EXCLUSION_REASON_ALREADY_LABELED, HasItsLabels},
    {v1::EXCLUSION_REASON_LEASED, IsLeased},
    {v1::EXCLUSION_REASON_DEAD_LETTERED, IsDeadLettered},
    {v1::EXCLUSION_REASON_HELD_FOR_EVALUATION, IsHeldForEvaluation},
};

int64_t AddLease(int64_t now_us, const LeaseRules& lease) {
  const int64_t margin = absl::ToInt64Microseconds(
      absl::Ceil(lease.max_lease + lease.label_turnaround, absl::Microseconds(1)));
  return Saturate(Int128{now_us} + margin);
}

}  // namespace

FrameRules::FrameRules(const CompiledPolicy& compiled, int64_t now)
    : policy(compiled), now_us(now), retain_at_least_us(AddLease(now, compiled.lease)) {}

v1::ExclusionReason FirstExclusion(const CandidateFacts& candidate, const FrameRules& rules) {
  for (const Rule& rule : kRules) {
    if (rule.excludes(candidate, rules)) return rule.reason;
  }
  return v1::EXCLUSION_REASON_UNSPECIFIED;
}

std::vector<v1::ExclusionReason> AllExclusions(const CandidateFacts& candidate,
                                               const FrameRules& rules) {
  std::vector<v1::ExclusionReason> reasons;
  for (const Rule& rule : kRules) {
    if (rule.excludes(candidate, rules)) reasons.push_back(rule.reason);
  }
  return reasons;
}

}  // namespace winnow::selection
