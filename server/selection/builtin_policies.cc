// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/builtin_policies.h"

namespace winnow::selection {
namespace {

constexpr absl::string_view kIds[] = {"lab-v0", "release-evaluation"};

// 1 - confidence. A missing confidence counts as full: what nobody scored is not urgent.
void AddDoubt(v1::ReviewPolicy& policy) {
  v1::SignalTerm& term = *policy.add_signal_terms();
  term.set_name("doubt");
  term.set_signal("confidence");
  term.set_clamp_high(1);
  v1::Knot& left = *term.add_knots();
  left.set_y(1);
  v1::Knot& right = *term.add_knots();
  right.set_x(1);
  term.set_weight(1);
  term.set_missing_value(1);
}

// min(daily_sessions / 1000, 3).
void AddTraffic(v1::ReviewPolicy& policy) {
  v1::SignalTerm& term = *policy.add_signal_terms();
  term.set_name("traffic");
  term.set_signal("daily_sessions");
  term.set_clamp_high(3000);
  term.set_weight(0.001);
}

v1::ReviewPolicy LabV0() {
  v1::ReviewPolicy policy;
  policy.set_purpose(v1::PURPOSE_TRAINING);
  AddDoubt(policy);
  AddTraffic(policy);
  policy.mutable_slice_terms()->set_coverage_gap_weight(1.5);
  policy.mutable_slice_terms()->set_coverage_threshold(0.2);
  policy.mutable_slice_terms()->set_recent_regression_weight(2);
  policy.mutable_eligibility()->set_sensitive(v1::SENSITIVE_HANDLING_PENALIZE);
  policy.mutable_eligibility()->set_sensitive_penalty(1);
  policy.mutable_allocation()->set_kind(v1::ALLOCATION_KIND_BY_SCORE);
  // Stated, because training explores by default.
  policy.mutable_exploration()->set_share(0);
  policy.set_break_ties_by_id(true);
  return policy;
}

// S9.5: what can change a comparison is drawn by min(d, 32)^0.75, with d the disagreement of the
// queue's pair in words and 32 the range of a label; the knots are within 1.2 % of it from one word
// on. What nobody compared counts as one word. A d of 0 cannot change anything and is audited.
v1::ReviewPolicy ReleaseEvaluation() {
  constexpr double kSizes[][2] = {{0, 0},        {1, 1},        {2, 1.681793},  {4, 2.828427},
                                  {7, 4.303517}, {12, 6.44742}, {20, 9.457416}, {32, 13.454343}};
  v1::ReviewPolicy policy;
  policy.set_purpose(v1::PURPOSE_EVALUATION);
  v1::SignalTerm& term = *policy.add_signal_terms();
  term.set_name("disagreement");
  term.set_signal("pair_disagreement");
  term.set_use_release_under_test(true);
  term.set_clamp_high(32);
  term.set_weight(1);
  term.set_missing_value(1);
  policy.mutable_allocation()->set_kind(v1::ALLOCATION_KIND_EQUAL);
  v1::Exploration& exploration = *policy.mutable_exploration();
  exploration.set_share(1);
  exploration.set_floor(1e-6);
  for (const auto& [x, y] : kSizes) {
    v1::Knot& knot = *exploration.add_size_knots();
    knot.set_x(x);
    knot.set_y(y);
  }
  exploration.mutable_known_zero()->set_term("disagreement");
  exploration.mutable_known_zero()->set_audit_share(0.02);
  return policy;
}

}  // namespace

absl::Span<const absl::string_view> BuiltinPolicyIds() { return kIds; }

std::optional<v1::ReviewPolicy> FindBuiltinPolicy(absl::string_view id) {
  if (id == kIds[0]) return LabV0();
  if (id == kIds[1]) return ReleaseEvaluation();
  return std::nullopt;
}

}  // namespace winnow::selection
