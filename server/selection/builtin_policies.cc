// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/builtin_policies.h"

namespace winnow::selection {
namespace {

constexpr absl::string_view kIds[] = {"asr-training", "lab-v0", "release-evaluation",
                                      "tts-training", "voice-agent"};

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

// Slots that a slice gets at least: gates ask for five draws of what can differ and for seven
// speakers or calls.
constexpr uint32_t kLeastDraws = 7;

// S9.5: what can change a comparison is drawn by min(d, 128)^0.75, with d the disagreement of the
// queue's pair in words; the knots are within 1.6 % of it from one word on. Few labels differ by
// more than 128 words; where the sizes stop earlier, those that do weigh too much. What nobody
// compared counts as one word. A d of 0 cannot change anything and is audited.
v1::ReviewPolicy ReleaseEvaluation() {
  constexpr double kSizes[][2] = {{0, 0},         {1, 1},         {2.25, 1.837117},
                                  {5, 3.343702},  {11, 6.040105}, {25, 11.18034},
                                  {57, 20.74465}, {128, 38.05463}};
  v1::ReviewPolicy policy;
  policy.set_purpose(v1::PURPOSE_EVALUATION);
  v1::SignalTerm& term = *policy.add_signal_terms();
  term.set_name("disagreement");
  term.set_signal("pair_disagreement");
  term.set_use_release_under_test(true);
  term.set_clamp_high(128);
  term.set_weight(1);
  term.set_missing_value(1);
  policy.mutable_allocation()->set_kind(v1::ALLOCATION_KIND_POWER);
  policy.mutable_allocation()->mutable_default_quota()->set_min(kLeastDraws);
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

// `weight` times a signal of `low` to `high` as a share of that range; or, falling, times what the
// share lacks of 1. Where the signal is missing the term is 0: what nobody scored is not urgent,
// and is found by exploration.
struct ShareTerm {
  const char* name;
  const char* signal;
  double high;
  double weight;
  bool falling = false;
};

void AddShare(const ShareTerm& share, v1::ReviewPolicy& policy) {
  v1::SignalTerm& term = *policy.add_signal_terms();
  term.set_name(share.name);
  term.set_signal(share.signal);
  term.set_clamp_high(share.high);
  v1::Knot& left = *term.add_knots();
  left.set_y(share.falling ? 1 : 0);
  v1::Knot& right = *term.add_knots();
  right.set_x(share.high);
  right.set_y(share.falling ? 0 : 1);
  term.set_weight(share.weight);
  term.set_missing_value(share.falling ? share.high : 0);
}

// A quarter for each power of ten of daily sessions from 10 on, so that a popular request leads
// among equals and does not drown what is hard.
void AddPopularity(v1::ReviewPolicy& policy) {
  constexpr double kShares[][2] = {{10, 0}, {100, 0.25}, {1000, 0.5}, {10'000, 0.75}, {100'000, 1}};
  v1::SignalTerm& term = *policy.add_signal_terms();
  term.set_name("popularity");
  term.set_signal("daily_sessions");
  term.set_clamp_high(100'000);
  for (const auto& [x, y] : kShares) {
    v1::Knot& knot = *term.add_knots();
    knot.set_x(x);
    knot.set_y(y);
  }
  term.set_weight(1);
}

// What the training policies share: slots by launch weight, more for slices that lack labels or
// regressed, `least` for every slice; one in ten drawn at random, with a size of 1 plus the score
// up to 3; sensitive candidates left out; a week from a lease to the use of its labels. No caps: a
// queue without the attribute of a cap could not use the policy.
v1::ReviewPolicy Training(uint32_t least) {
  v1::ReviewPolicy policy;
  policy.set_purpose(v1::PURPOSE_TRAINING);
  policy.mutable_slice_terms()->set_coverage_gap_weight(1);
  policy.mutable_slice_terms()->set_coverage_threshold(0.2);
  policy.mutable_slice_terms()->set_recent_regression_weight(2);
  policy.mutable_eligibility()->set_sensitive(v1::SENSITIVE_HANDLING_EXCLUDE);
  policy.mutable_allocation()->set_kind(v1::ALLOCATION_KIND_WEIGHTED);
  policy.mutable_allocation()->mutable_default_quota()->set_min(least);
  v1::Exploration& exploration = *policy.mutable_exploration();
  exploration.set_share(0.1);
  exploration.set_floor(1);
  for (const double score : {0.0, 3.0}) {
    v1::Knot& knot = *exploration.add_size_knots();
    knot.set_x(score);
    knot.set_y(score);
  }
  policy.mutable_lease()->mutable_label_turnaround()->set_seconds(7 * 24 * 3600);
  return policy;
}

v1::ReviewPolicy AsrTraining() {
  v1::ReviewPolicy policy = Training(1);
  AddShare({"doubt", "confidence", 1, 1, true}, policy);
  AddShare({"narrow", "margin", 1, 0.5, true}, policy);
  AddShare({"disagreement", "committee_disagreement", 1, 1.5}, policy);
  AddShare({"corrections", "correction_rate", 1, 1}, policy);
  AddPopularity(policy);
  return policy;
}

// Two labels: listeners differ more than transcribers.
v1::ReviewPolicy TtsTraining() {
  v1::ReviewPolicy policy = Training(1);
  AddShare({"doubt", "confidence", 1, 1, true}, policy);
  AddShare({"disagreement", "committee_disagreement", 1, 1}, policy);
  AddShare({"unintelligible", "x_round_trip_error", 1, 1.5}, policy);
  AddShare({"artifacts", "x_artifact_rate", 1, 1}, policy);
  AddShare({"difficulty", "x_text_difficulty", 1, 0.5}, policy);
  AddPopularity(policy);
  policy.set_required_labels(2);
  return policy;
}

// A term per stage, each of at most 1, so that no stage drowns another by its scale; and at least
// two slots for each slice, where slices are stages or hold them.
v1::ReviewPolicy VoiceAgent() {
  v1::ReviewPolicy policy = Training(2);
  AddShare({"acoustic", "partial_churn", 10, 1}, policy);
  AddShare({"endpointing", "endpoint_retries", 3, 1}, policy);
  AddShare({"linguistic", "correction_rate", 1, 1}, policy);
  AddShare({"retrieval", "x_retrieval_miss", 1, 1}, policy);
  AddShare({"reasoning", "committee_disagreement", 1, 1}, policy);
  AddShare({"tool_policy", "x_tool_failure", 1, 1}, policy);
  AddShare({"delivery", "x_barge_in_rate", 1, 1}, policy);
  AddShare({"doubt", "confidence", 1, 0.5, true}, policy);
  AddPopularity(policy);
  return policy;
}

}  // namespace

absl::Span<const absl::string_view> BuiltinPolicyIds() { return kIds; }

std::optional<v1::ReviewPolicy> FindBuiltinPolicy(absl::string_view id) {
  if (id == "asr-training") return AsrTraining();
  if (id == "lab-v0") return LabV0();
  if (id == "release-evaluation") return ReleaseEvaluation();
  if (id == "tts-training") return TtsTraining();
  if (id == "voice-agent") return VoiceAgent();
  return std::nullopt;
}

}  // namespace winnow::selection
