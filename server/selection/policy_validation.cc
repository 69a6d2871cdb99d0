// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/policy_validation.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/duration.pb.h"
#include "server/selection/allocation_validation.h"
#include "server/selection/lease_rules.h"
#include "server/selection/names.h"
#include "server/selection/term_validation.h"
#include "server/selection/types.h"

namespace winnow::selection {
namespace {

constexpr int kMaxCaps = 8;
constexpr uint32_t kMaxRequiredLabels = 16;
constexpr uint32_t kMaxItems = 5000;
constexpr uint32_t kMaxAttempts = 1000;
constexpr absl::Duration kShortestLease = absl::Seconds(1);
constexpr absl::Duration kLongestLease = absl::Hours(7 * 24);
constexpr absl::Duration kShortestWindow = absl::Minutes(1);
constexpr absl::Duration kLongestWindow = absl::Hours(90 * 24);
constexpr absl::Duration kLongestTurnaround = absl::Hours(365 * 24);

constexpr NumberRule kShare = {0, 1, "must be a finite number between 0 and 1"};
constexpr NumberRule kPenalty = {0, 1000, "must be a finite number between 0 and 1000"};
constexpr NumberRule kAgeBoost = {0, 1000, "must be a finite number between 0 and 1000"};
constexpr NumberRule kFloor = {1e-6, 1000, "must be a finite number above 0 and at most 1000"};
constexpr NumberRule kControlRate = {0, 0.2, "must be a finite number between 0 and 0.2"};
constexpr NumberRule kSize = {0, 1000, "must be a finite number between 0 and 1000"};

bool IsEvaluation(const v1::ReviewPolicy& policy) {
  return policy.purpose() == v1::PURPOSE_EVALUATION;
}

void ValidatePurpose(const v1::ReviewPolicy& policy, ViolationList& out) {
  out.Require(policy.purpose() == v1::PURPOSE_TRAINING || IsEvaluation(policy), "purpose",
              "is required: TRAINING or EVALUATION");
}

// Keeps what a release is judged by out of what it is trained on.
void ValidateSplits(const v1::ReviewPolicy& policy, ViolationList& out) {
  std::set<int> seen;
  const auto& splits = policy.eligibility().splits();
  for (int i = 0; i < splits.size(); ++i) {
    const std::string field = absl::StrCat("eligibility.splits[", i, "]");
    if (!out.Require(splits[i] != v1::SPLIT_UNSPECIFIED && v1::Split_IsValid(splits[i]), field,
                     "must be TRAIN, DEV or TEST")) {
      continue;
    }
    out.Require(seen.insert(splits[i]).second, field, "must be unique");
    const int refused = IsEvaluation(policy) ? v1::SPLIT_TRAIN : v1::SPLIT_TEST;
    out.Require(splits[i] != refused, field,
                "may not serve the purpose: training never draws TEST, evaluation never TRAIN");
  }
}

void ValidateEligibility(const v1::ReviewPolicy& policy, ViolationList& out) {
  const v1::Eligibility& eligibility = policy.eligibility();
  std::set<absl::string_view> scopes;
  for (int i = 0; i < eligibility.consent_scopes_size(); ++i) {
    const std::string field = absl::StrCat("eligibility.consent_scopes[", i, "]");
    out.Require(IsId(eligibility.consent_scopes(i)), field, "must be an id, [A-Za-z0-9_.:-]{1,64}");
    out.Require(scopes.insert(eligibility.consent_scopes(i)).second, field, "must be unique");
  }
  out.Require(v1::SensitiveHandling_IsValid(eligibility.sensitive()), "eligibility.sensitive",
              "must be EXCLUDE, PENALIZE or ALLOW");
  out.RequireNumber(eligibility.sensitive_penalty(), kPenalty, "eligibility.sensitive_penalty");
  out.Require(eligibility.sensitive_penalty() == 0 ||
                  eligibility.sensitive() == v1::SENSITIVE_HANDLING_PENALIZE,
              "eligibility.sensitive_penalty", "must be 0 unless sensitive is PENALIZE");
  ValidateSplits(policy, out);
}

bool RequireDuration(const google::protobuf::Duration& duration, absl::Duration max,
                     absl::string_view field, ViolationList& out) {
  const bool sound = duration.seconds() >= 0 && duration.nanos() >= 0 &&
                     duration.nanos() < 1'000'000'000 && ToDuration(duration) <= max;
  return out.Require(
      sound, std::string(field),
      absl::StrCat("must not be negative and at most ", absl::ToInt64Hours(max) / 24, " days"));
}

void ValidateWindow(const v1::Cap& cap, const std::string& field, ViolationList& out) {
  if (cap.per_window() == 0) {
    out.Require(!cap.has_window(), field + ".window", "must be unset unless per_window is above 0");
  } else if (RequireDuration(cap.window(), kLongestWindow, field + ".window", out)) {
    out.Require(ToDuration(cap.window()) >= kShortestWindow, field + ".window",
                "must be at least 1 minute");
  }
}

void ValidateCaps(const v1::ReviewPolicy& policy, const PolicyContext* context,
                  ViolationList& out) {
  if (!out.Require(policy.caps_size() <= kMaxCaps, "caps", "must be at most 8 caps")) return;
  std::set<absl::string_view> seen;
  for (int i = 0; i < policy.caps_size(); ++i) {
    const v1::Cap& cap = policy.caps(i);
    const std::string field = absl::StrCat("caps[", i, "]");
    const bool named = out.Require(IsAttributeName(cap.attribute()), field + ".attribute",
                                   "must match [a-z][a-z0-9_]{0,31}");
    if (named && context != nullptr) {
      out.Require(
          std::count(context->attributes.begin(), context->attributes.end(), cap.attribute()) != 0,
          field + ".attribute", "is not declared by the queue");
    }
    out.Require(seen.insert(cap.attribute()).second, field + ".attribute",
                "must be unique: a cap before names the same attribute");
    out.Require(cap.per_batch() != 0 || cap.per_slice() != 0 || cap.per_window() != 0,
                field + ".per_batch", "must be above 0 unless per_slice or per_window is");
    ValidateWindow(cap, field, out);
  }
}

void ValidateKnownZero(const v1::ReviewPolicy& policy, ViolationList& out) {
  if (!policy.exploration().has_known_zero()) return;
  const v1::KnownZero& known_zero = policy.exploration().known_zero();
  out.Require(IsEvaluation(policy), "exploration.known_zero",
              "must be unset unless the purpose is EVALUATION");
  const auto& terms = policy.signal_terms();
  out.Require(
      std::any_of(terms.begin(), terms.end(),
                  [&](const v1::SignalTerm& term) { return term.name() == known_zero.term(); }),
      "exploration.known_zero.term", "must be the name of a signal term of the policy");
  out.RequireNumber(known_zero.audit_share(), kShare, "exploration.known_zero.audit_share");
}

void ValidateExploration(const v1::ReviewPolicy& policy, ViolationList& out) {
  const v1::Exploration& exploration = policy.exploration();
  if (out.RequireNumber(exploration.share(), kShare, "exploration.share") && IsEvaluation(policy) &&
      policy.has_exploration()) {
    out.Require(ToMicros(exploration.share()) == kMicrosPerUnit, "exploration.share",
                "must be 1: a batch of an evaluation is drawn at random as a whole");
  }
  if (exploration.has_floor()) {
    out.RequireNumber(exploration.floor(), kFloor, "exploration.floor");
  }
  ValidateKnownZero(policy, out);
  const auto& knots = exploration.size_knots();
  ValidateKnots(knots, kSize, "exploration.size_knots", out);
  for (int i = 1; i < knots.size(); ++i) {
    out.Require(!(knots[i].y() < knots[i - 1].y()),
                absl::StrCat("exploration.size_knots[", i, "].y"),
                "must not be below the y of the point before");
  }
}

void ValidateLease(const v1::LeaseLimits& limits, ViolationList& out) {
  const bool longest = RequireDuration(limits.max_lease(), kLongestLease, "lease.max_lease", out);
  const bool usual =
      RequireDuration(limits.default_lease(), kLongestLease, "lease.default_lease", out);
  if (longest && usual) {
    const LeaseRules rules = CompileLease(limits);
    out.Require(rules.max_lease >= kShortestLease, "lease.max_lease", "must be at least 1 second");
    out.Require(rules.default_lease >= kShortestLease, "lease.default_lease",
                "must be at least 1 second");
    out.Require(rules.default_lease <= rules.max_lease, "lease.default_lease",
                "must be at most max_lease (24 hours where that is unset)");
  }
  RequireDuration(limits.label_turnaround(), kLongestTurnaround, "lease.label_turnaround", out);
  out.Require(limits.max_items() <= kMaxItems, "lease.max_items", "must be at most 5000");
  out.Require(limits.max_attempts() <= kMaxAttempts, "lease.max_attempts", "must be at most 1000");
}

}  // namespace

std::vector<FieldViolation> ValidatePolicy(const v1::ReviewPolicy& policy,
                                           const PolicyContext* context) {
  ViolationList out;
  ValidatePurpose(policy, out);
  ValidateTerms(policy, context, out);
  ValidateEligibility(policy, out);
  ValidateAllocation(policy.allocation(), CompileLease(policy.lease()).max_items, out);
  ValidateCaps(policy, context, out);
  ValidateExploration(policy, out);
  ValidateLease(policy.lease(), out);
  out.RequireNumber(policy.control().gold(), kControlRate, "control.gold");
  out.RequireNumber(policy.control().anchor(), kControlRate, "control.anchor");
  out.RequireNumber(policy.age_boost_per_day(), kAgeBoost, "age_boost_per_day");
  out.Require(policy.required_labels() <= kMaxRequiredLabels, "required_labels",
              "must be at most 16");
  return std::move(out).Take();
}

}  // namespace winnow::selection
