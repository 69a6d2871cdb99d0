// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// One row per rule: a sound policy, one change, and the field that must be named.
#include "server/selection/policy_validation.h"

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/selection/builtin_policies.h"

namespace winnow::selection {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using v1::ReviewPolicy;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

v1::SignalTerm* AddTerm(ReviewPolicy& p, const std::string& name, const std::string& signal) {
  v1::SignalTerm* term = p.add_signal_terms();
  term->set_name(name);
  term->set_signal(signal);
  term->set_clamp_high(10);
  term->set_weight(1);
  return term;
}

v1::Knot* AddKnot(google::protobuf::RepeatedPtrField<v1::Knot>* knots, double x, double y) {
  v1::Knot* knot = knots->Add();
  knot->set_x(x);
  knot->set_y(y);
  return knot;
}

// Uses every field, and keeps every rule.
ReviewPolicy Sound() {
  ReviewPolicy p;
  p.set_purpose(v1::PURPOSE_TRAINING);
  AddKnot(AddTerm(p, "doubt", "confidence")->mutable_knots(), 0, 1);
  AddKnot(p.mutable_signal_terms(0)->mutable_knots(), 1, 0);
  v1::SignalTerm* pair = AddTerm(p, "pair", "pair_disagreement");
  pair->set_baseline_release("A");
  pair->set_candidate_release("B");
  AddTerm(p, "pair_under_test", "pair_disagreement")->set_use_release_under_test(true);
  AddTerm(p, "own", "x_own_signal");
  p.mutable_slice_terms()->set_coverage_gap_weight(1.5);
  p.mutable_slice_terms()->set_coverage_threshold(0.2);
  p.mutable_eligibility()->add_consent_scopes("research");
  p.mutable_eligibility()->set_sensitive(v1::SENSITIVE_HANDLING_PENALIZE);
  p.mutable_eligibility()->set_sensitive_penalty(1);
  p.mutable_eligibility()->add_splits(v1::SPLIT_TRAIN);
  v1::Allocation* allocation = p.mutable_allocation();
  allocation->set_kind(v1::ALLOCATION_KIND_WEIGHTED);
  allocation->mutable_default_quota()->set_max_share(0.5);
  v1::SliceQuota* quota = allocation->add_quotas();
  quota->set_slice("s1");
  quota->set_min(10);
  quota->set_max(20);
  quota->set_weight(2);
  allocation->add_quotas()->set_slice("s2");
  v1::SliceGroup* inner = allocation->add_groups();
  inner->set_name("german");
  inner->set_parent("language");
  inner->set_max(15);
  inner->add_slices("s1");
  v1::SliceGroup* outer = allocation->add_groups();
  outer->set_name("language");
  outer->set_max_share(0.4);
  outer->add_slices("s3");
  v1::Cap* cap = p.add_caps();
  cap->set_attribute("speaker");
  cap->set_per_batch(3);
  p.mutable_exploration()->set_share(0.1);
  p.mutable_exploration()->set_floor(0.5);
  AddKnot(p.mutable_exploration()->mutable_size_knots(), 0, 0);
  AddKnot(p.mutable_exploration()->mutable_size_knots(), 1, 2);
  p.mutable_lease()->mutable_default_lease()->set_seconds(600);
  p.mutable_lease()->mutable_max_lease()->set_seconds(3600);
  p.mutable_lease()->set_max_items(100);
  p.set_required_labels(2);
  return p;
}

PolicyContext Queue() {
  v1::ReleaseUnderTest pair;
  pair.set_baseline_release("A");
  pair.set_candidate_release("B");
  return {{"device", "speaker"}, pair};
}

std::vector<std::string> Fields(const ReviewPolicy& policy, const PolicyContext* context) {
  std::vector<std::string> fields;
  for (const FieldViolation& v : ValidatePolicy(policy, context)) fields.push_back(v.field);
  return fields;
}

struct Rule {
  std::string name;
  std::string field;
  std::function<void(ReviewPolicy&)> change;
};

v1::SignalTerm& Term(ReviewPolicy& p, int i) { return *p.mutable_signal_terms(i); }
v1::SliceQuota& Quota(ReviewPolicy& p, int i) { return *p.mutable_allocation()->mutable_quotas(i); }

v1::SliceGroup& Group(ReviewPolicy& p, int i) { return *p.mutable_allocation()->mutable_groups(i); }

// `count` groups, each within the one before.
void AddNested(ReviewPolicy& p, int count) {
  for (int i = 0; i < count; ++i) {
    v1::SliceGroup* group = p.mutable_allocation()->add_groups();
    group->set_name(absl::StrCat("g", i));
    if (i > 0) group->set_parent(absl::StrCat("g", i - 1));
  }
}

std::vector<Rule> GroupRuleCases() {
  return {
      {"GroupNameBad", "allocation.groups[0].name", [](auto& p) { Group(p, 0).set_name("a b"); }},
      {"GroupNameEmpty", "allocation.groups[0].name", [](auto& p) { Group(p, 0).clear_name(); }},
      {"GroupNameTwice", "allocation.groups[2].name",
       [](auto& p) {
         AddNested(p, 1);
         Group(p, 2).set_name("german");
       }},
      {"GroupParentUnknown", "allocation.groups[0].parent",
       [](auto& p) { Group(p, 0).set_parent("french"); }},
      {"GroupInItself", "allocation.groups[0].parent",
       [](auto& p) { Group(p, 0).set_parent("german"); }},
      {"GroupDeep", "allocation.groups[10].parent", [](auto& p) { AddNested(p, 9); }},
      {"GroupShareZero", "allocation.groups[1].max_share",
       [](auto& p) {
         Group(p, 1).set_max_share(0);
         Quota(p, 0).clear_min();
       }},
      {"GroupShareNan", "allocation.groups[1].max_share",
       [](auto& p) {
         Group(p, 1).set_max_share(kNan);
         Quota(p, 0).clear_min();
       }},
      {"GroupShareHigh", "allocation.groups[1].max_share",
       [](auto& p) { Group(p, 1).set_max_share(1.01); }},
      {"GroupSliceBad", "allocation.groups[1].slices[0]",
       [](auto& p) { Group(p, 1).set_slices(0, "a b"); }},
      {"GroupSliceTwice", "allocation.groups[1].slices[1]",
       [](auto& p) { Group(p, 1).add_slices("s1"); }},
      {"GroupBelowMinima", "allocation.groups[0].max", [](auto& p) { Group(p, 0).set_max(9); }},
      {"GroupShareBelowMinima", "allocation.groups[1].max_share",
       [](auto& p) { Group(p, 1).set_max_share(0.09); }},
      {"GroupBelowDefaultMinima", "allocation.groups[1].max_share",
       [](auto& p) { p.mutable_allocation()->mutable_default_quota()->set_min(31); }},
      {"GroupsMany", "allocation.groups",
       [](auto& p) {
         for (int i = 0; i < 1000; ++i) AddNested(p, 1);
       }},
      {"GroupSlicesMany", "allocation.groups",
       [](auto& p) {
         for (int i = 0; i < 10'000; ++i) Group(p, 1).add_slices(absl::StrCat("t", i));
       }},
  };
}

std::vector<Rule> TermNameRules() {
  return {
      {"NameEmpty", "signal_terms[0].name", [](auto& p) { Term(p, 0).clear_name(); }},
      {"NameUpper", "signal_terms[0].name", [](auto& p) { Term(p, 0).set_name("Doubt"); }},
      {"NameLong", "signal_terms[0].name",
       [](auto& p) { Term(p, 0).set_name(std::string(65, 'a')); }},
      {"NameTwice", "signal_terms[1].name", [](auto& p) { Term(p, 1).set_name("doubt"); }},
      {"NameReserved", "signal_terms[0].name", [](auto& p) { Term(p, 0).set_name("sensitive"); }},
      {"SignalUnknown", "signal_terms[0].signal", [](auto& p) { Term(p, 0).set_signal("mood"); }},
      {"SignalBad", "signal_terms[0].signal", [](auto& p) { Term(p, 0).set_signal("x_ y"); }},
      {"SignalBarePrefix", "signal_terms[3].signal", [](auto& p) { Term(p, 3).set_signal("x_"); }},
      {"PairWithoutBaseline", "signal_terms[1].baseline_release",
       [](auto& p) { Term(p, 1).clear_baseline_release(); }},
      {"PairWithoutCandidate", "signal_terms[1].candidate_release",
       [](auto& p) { Term(p, 1).clear_candidate_release(); }},
      {"PairWithItself", "signal_terms[1].candidate_release",
       [](auto& p) { Term(p, 1).set_candidate_release("A"); }},
      {"PairTwice", "signal_terms[1].use_release_under_test",
       [](auto& p) { Term(p, 1).set_use_release_under_test(true); }},
      {"ReleaseOfASingle", "signal_terms[0].baseline_release",
       [](auto& p) { Term(p, 0).set_baseline_release("A"); }},
      {"CandidateOfASingle", "signal_terms[0].candidate_release",
       [](auto& p) { Term(p, 0).set_candidate_release("B"); }},
      {"UnderTestOfASingle", "signal_terms[0].use_release_under_test",
       [](auto& p) { Term(p, 0).set_use_release_under_test(true); }},
  };
}

std::vector<Rule> TermNumberRules() {
  return {
      {"ClampNan", "signal_terms[0].clamp_low", [](auto& p) { Term(p, 0).set_clamp_low(kNan); }},
      {"ClampInf", "signal_terms[0].clamp_high", [](auto& p) { Term(p, 0).set_clamp_high(kInf); }},
      {"ClampUnset", "signal_terms[0].clamp_high", [](auto& p) { Term(p, 0).set_clamp_high(0); }},
      {"ClampTurned", "signal_terms[0].clamp_low", [](auto& p) { Term(p, 0).set_clamp_low(11); }},
      {"WeightHigh", "signal_terms[0].weight", [](auto& p) { Term(p, 0).set_weight(1000.5); }},
      {"WeightNan", "signal_terms[0].weight", [](auto& p) { Term(p, 0).set_weight(kNan); }},
      {"MissingInf", "signal_terms[0].missing_value",
       [](auto& p) { Term(p, 0).set_missing_value(-kInf); }},
      {"KnotNan", "signal_terms[0].knots[1].x",
       [](auto& p) { Term(p, 0).mutable_knots(1)->set_x(kNan); }},
      {"KnotInf", "signal_terms[0].knots[1].y",
       [](auto& p) { Term(p, 0).mutable_knots(1)->set_y(kInf); }},
      {"KnotsFall", "signal_terms[0].knots[1].x",
       [](auto& p) { Term(p, 0).mutable_knots(1)->set_x(-1); }},
      {"KnotsEqualAfterRounding", "signal_terms[0].knots[1].x",
       [](auto& p) { Term(p, 0).mutable_knots(1)->set_x(4e-7); }},
      {"KnotsMany", "signal_terms[0].knots",
       [](auto& p) {
         for (int i = 2; i < 9; ++i) AddKnot(Term(p, 0).mutable_knots(), i, 0);
       }},
      {"TermsMany", "signal_terms",
       [](auto& p) {
         for (int i = 0; i < 29; ++i) AddTerm(p, "t" + std::to_string(i), "entropy");
       }},
      {"SumOverflows", "signal_terms",
       [](auto& p) {
         for (int i = 0; i < 5; ++i) {
           v1::SignalTerm* term = AddTerm(p, "t" + std::to_string(i), "entropy");
           term->set_clamp_high(1e9);
           term->set_weight(i % 2 == 0 ? 1000 : -1000);
         }
       }},
      {"GapNegative", "slice_terms.coverage_gap_weight",
       [](auto& p) { p.mutable_slice_terms()->set_coverage_gap_weight(-1); }},
      {"ThresholdHigh", "slice_terms.coverage_threshold",
       [](auto& p) { p.mutable_slice_terms()->set_coverage_threshold(1.1); }},
      {"RegressionNan", "slice_terms.recent_regression_weight",
       [](auto& p) { p.mutable_slice_terms()->set_recent_regression_weight(kNan); }},
      {"FactorInf", "slice_terms.launch_weight_factor",
       [](auto& p) { p.mutable_slice_terms()->set_launch_weight_factor(kInf); }},
  };
}

std::vector<Rule> AllocationRules() {
  return {
      {"KindUnset", "allocation.kind",
       [](auto& p) {
         p.mutable_allocation()->clear_kind();
         Quota(p, 0).clear_weight();
       }},
      {"KindUnknown", "allocation.kind",
       [](auto& p) {
         p.mutable_allocation()->set_kind(static_cast<v1::AllocationKind>(77));
         Quota(p, 0).clear_weight();
       }},
      {"DefaultNamed", "allocation.default_quota.slice",
       [](auto& p) { p.mutable_allocation()->mutable_default_quota()->set_slice("s1"); }},
      {"SliceBad", "allocation.quotas[0].slice", [](auto& p) { Quota(p, 0).set_slice("a b"); }},
      {"SliceEmpty", "allocation.quotas[0].slice", [](auto& p) { Quota(p, 0).clear_slice(); }},
      {"SliceTwice", "allocation.quotas[1].slice", [](auto& p) { Quota(p, 1).set_slice("s1"); }},
      {"MinAboveMax", "allocation.quotas[0].min", [](auto& p) { Quota(p, 0).set_min(21); }},
      {"MinAboveShare", "allocation.quotas[1].min",
       [](auto& p) {
         Quota(p, 1).set_min(31);
         Quota(p, 1).set_max_share(0.3);
       }},
      {"MinAboveLargestBatch", "allocation.default_quota.min",
       [](auto& p) {
         p.mutable_allocation()->mutable_default_quota()->clear_max_share();
         p.mutable_allocation()->mutable_default_quota()->set_min(101);
       }},
      {"MinimaTogether", "allocation.quotas", [](auto& p) { Quota(p, 1).set_min(91); }},
      {"ShareZero", "allocation.quotas[1].max_share",
       [](auto& p) { Quota(p, 1).set_max_share(0); }},
      {"ShareHigh", "allocation.quotas[1].max_share",
       [](auto& p) { Quota(p, 1).set_max_share(1.01); }},
      {"ShareNan", "allocation.quotas[1].max_share",
       [](auto& p) { Quota(p, 1).set_max_share(kNan); }},
      {"WeightNegative", "allocation.quotas[0].weight",
       [](auto& p) { Quota(p, 0).set_weight(-1); }},
      {"WeightUnread", "allocation.quotas[0].weight",
       [](auto& p) { p.mutable_allocation()->set_kind(v1::ALLOCATION_KIND_BY_SCORE); }},
      {"QuotasMany", "allocation.quotas",
       [](auto& p) {
         for (int i = 0; i < 10'000; ++i) p.mutable_allocation()->add_quotas();
       }},
  };
}

std::vector<Rule> PurposeAndFrameRules() {
  return {
      {"PurposeUnset", "purpose", [](auto& p) { p.clear_purpose(); }},
      {"PurposeUnknown", "purpose", [](auto& p) { p.set_purpose(static_cast<v1::Purpose>(9)); }},
      {"ScopeBad", "eligibility.consent_scopes[0]",
       [](auto& p) { p.mutable_eligibility()->set_consent_scopes(0, ""); }},
      {"ScopeTwice", "eligibility.consent_scopes[1]",
       [](auto& p) { p.mutable_eligibility()->add_consent_scopes("research"); }},
      {"SensitiveUnknown", "eligibility.sensitive",
       [](auto& p) {
         p.mutable_eligibility()->set_sensitive(static_cast<v1::SensitiveHandling>(9));
         p.mutable_eligibility()->clear_sensitive_penalty();
       }},
      {"PenaltyNegative", "eligibility.sensitive_penalty",
       [](auto& p) { p.mutable_eligibility()->set_sensitive_penalty(-1); }},
      {"PenaltyUnread", "eligibility.sensitive_penalty",
       [](auto& p) { p.mutable_eligibility()->set_sensitive(v1::SENSITIVE_HANDLING_ALLOW); }},
      {"SplitUnset", "eligibility.splits[0]",
       [](auto& p) { p.mutable_eligibility()->set_splits(0, v1::SPLIT_UNSPECIFIED); }},
      {"SplitTwice", "eligibility.splits[1]",
       [](auto& p) { p.mutable_eligibility()->add_splits(v1::SPLIT_TRAIN); }},
      {"TestInTraining", "eligibility.splits[0]",
       [](auto& p) { p.mutable_eligibility()->set_splits(0, v1::SPLIT_TEST); }},
  };
}

std::vector<Rule> DrawAndLeaseRules() {
  return {
      {"CapBad", "caps[0].attribute", [](auto& p) { p.mutable_caps(0)->set_attribute("Speaker"); }},
      {"CapUndeclared", "caps[0].attribute",
       [](auto& p) { p.mutable_caps(0)->set_attribute("session"); }},
      {"CapTwice", "caps[1].attribute", [](auto& p) { *p.add_caps() = p.caps(0); }},
      {"CapUnbounded", "caps[0].per_batch", [](auto& p) { p.mutable_caps(0)->clear_per_batch(); }},
      {"CapsMany", "caps",
       [](auto& p) {
         for (int i = 0; i < 8; ++i) p.add_caps();
       }},
      {"ShareHigh", "exploration.share", [](auto& p) { p.mutable_exploration()->set_share(1.01); }},
      {"ShareNan", "exploration.share", [](auto& p) { p.mutable_exploration()->set_share(kNan); }},
      {"FloorZero", "exploration.floor", [](auto& p) { p.mutable_exploration()->set_floor(0); }},
      {"SizeFalls", "exploration.size_knots[1].y",
       [](auto& p) { p.mutable_exploration()->mutable_size_knots(0)->set_y(3); }},
      {"SizeNegative", "exploration.size_knots[0].y",
       [](auto& p) { p.mutable_exploration()->mutable_size_knots(0)->set_y(-1); }},
      {"LeaseNegative", "lease.max_lease",
       [](auto& p) { p.mutable_lease()->mutable_max_lease()->set_seconds(-1); }},
      {"LeaseLong", "lease.max_lease",
       [](auto& p) { p.mutable_lease()->mutable_max_lease()->set_seconds(604'801); }},
      {"LongestLeaseShort", "lease.max_lease",
       [](auto& p) {
         p.mutable_lease()->mutable_max_lease()->set_seconds(0);
         p.mutable_lease()->mutable_max_lease()->set_nanos(999'999'999);
       }},
      {"LeaseNanos", "lease.default_lease",
       [](auto& p) { p.mutable_lease()->mutable_default_lease()->set_nanos(1'000'000'000); }},
      {"LeaseShort", "lease.default_lease",
       [](auto& p) { p.mutable_lease()->mutable_default_lease()->set_seconds(0); }},
      {"DefaultAboveMax", "lease.default_lease",
       [](auto& p) { p.mutable_lease()->mutable_default_lease()->set_seconds(3601); }},
      {"TurnaroundHuge", "lease.label_turnaround",
       [](auto& p) {
         p.mutable_lease()->mutable_label_turnaround()->set_seconds(
             std::numeric_limits<int64_t>::max());
       }},
      {"ItemsMany", "lease.max_items", [](auto& p) { p.mutable_lease()->set_max_items(5001); }},
      {"AttemptsMany", "lease.max_attempts",
       [](auto& p) { p.mutable_lease()->set_max_attempts(1001); }},
      {"GoldRateHigh", "control.gold", [](auto& p) { p.mutable_control()->set_gold(0.21); }},
      {"GoldRateNegative", "control.gold", [](auto& p) { p.mutable_control()->set_gold(-0.01); }},
      {"AnchorRateHigh", "control.anchor", [](auto& p) { p.mutable_control()->set_anchor(1); }},
      {"AnchorRateNan", "control.anchor",
       [](auto& p) { p.mutable_control()->set_anchor(std::numeric_limits<double>::quiet_NaN()); }},
      {"LabelsMany", "required_labels", [](auto& p) { p.set_required_labels(17); }},
  };
}

class EveryRule : public ::testing::TestWithParam<Rule> {};

TEST_P(EveryRule, NamesTheFieldThatBreaksIt) {
  ReviewPolicy policy = Sound();
  GetParam().change(policy);
  const PolicyContext queue = Queue();
  const std::vector<std::string> fields = Fields(policy, &queue);
  EXPECT_THAT(fields, testing::Contains(GetParam().field));
  EXPECT_THAT(fields, Each(testing::StartsWith(GetParam().field.substr(0, 4))))
      << "no other part of the policy is to blame";
}

auto Name = [](const auto& info) { return info.param.name; };
INSTANTIATE_TEST_SUITE_P(TermNames, EveryRule, ::testing::ValuesIn(TermNameRules()), Name);
INSTANTIATE_TEST_SUITE_P(TermNumbers, EveryRule, ::testing::ValuesIn(TermNumberRules()), Name);
INSTANTIATE_TEST_SUITE_P(Allocation, EveryRule, ::testing::ValuesIn(AllocationRules()), Name);
INSTANTIATE_TEST_SUITE_P(Groups, EveryRule, ::testing::ValuesIn(GroupRuleCases()), Name);
INSTANTIATE_TEST_SUITE_P(PurposeAndFrame, EveryRule, ::testing::ValuesIn(PurposeAndFrameRules()),
                         Name);
INSTANTIATE_TEST_SUITE_P(DrawAndLease, EveryRule, ::testing::ValuesIn(DrawAndLeaseRules()), Name);

TEST(ValidatePolicy, AcceptsASoundPolicyWithAndWithoutItsQueue) {
  const PolicyContext queue = Queue();
  EXPECT_THAT(Fields(Sound(), &queue), IsEmpty());
  EXPECT_THAT(Fields(Sound(), nullptr), IsEmpty());
}

TEST(ValidatePolicy, AcceptsEveryBuiltInPolicyOnAQueueWithNothingButAPairOfReleases) {
  PolicyContext queue;
  queue.release_under_test.emplace();
  for (const absl::string_view id : BuiltinPolicyIds()) {
    EXPECT_THAT(Fields(*FindBuiltinPolicy(id), &queue), IsEmpty()) << id;
  }
}

TEST(ValidatePolicy, NeedsTheReleaseUnderTestOnlyOfTheQueueItself) {
  PolicyContext queue = Queue();
  queue.release_under_test.reset();
  EXPECT_THAT(Fields(Sound(), &queue), ElementsAre("signal_terms[2].use_release_under_test"));
}

// S1: a batch of an evaluation is all EXPLORE.
TEST(ValidatePolicy, LetsAnEvaluationDrawEverythingAtRandomAndNothingElse) {
  ReviewPolicy policy = Sound();
  policy.set_purpose(v1::PURPOSE_EVALUATION);
  policy.mutable_eligibility()->set_splits(0, v1::SPLIT_TEST);
  EXPECT_THAT(Fields(policy, nullptr), ElementsAre("exploration.share"));
  policy.mutable_exploration()->set_share(1);
  EXPECT_THAT(Fields(policy, nullptr), IsEmpty());
  policy.clear_exploration();
  EXPECT_THAT(Fields(policy, nullptr), IsEmpty());
  policy.mutable_eligibility()->set_splits(0, v1::SPLIT_TRAIN);
  EXPECT_THAT(Fields(policy, nullptr), ElementsAre("eligibility.splits[0]"));
}

TEST(ValidatePolicy, FindsAllProblemsAtOnceAndEchoesNoValue) {
  ReviewPolicy policy = Sound();
  policy.clear_purpose();
  Term(policy, 0).set_signal("secretword");
  Quota(policy, 0).set_slice("secret word");
  policy.mutable_caps(0)->set_attribute("secretword");
  policy.set_required_labels(987654);
  const PolicyContext queue = Queue();
  const std::vector<FieldViolation> violations = ValidatePolicy(policy, &queue);
  EXPECT_EQ(violations.size(), 5u);
  EXPECT_THAT(violations, Each(Field(&FieldViolation::problem, Not(HasSubstr("secret")))));
  EXPECT_THAT(violations, Each(Field(&FieldViolation::problem, Not(HasSubstr("987654")))));
}

TEST(ValidatePolicy, SurvivesAnEmptyMessageAndSaysWhatIsRequired) {
  EXPECT_THAT(Fields(ReviewPolicy(), nullptr), ElementsAre("purpose", "allocation.kind"));
}

TEST(ValidatePolicy, AcceptsGroupsEightDeepAndSaysWhichCircleOfThem) {
  ReviewPolicy policy = Sound();
  AddNested(policy, 8);
  EXPECT_THAT(Fields(policy, nullptr), testing::IsEmpty());
  Group(policy, 2).set_parent("g7");
  EXPECT_EQ(Fields(policy, nullptr).size(), 8u);
}

}  // namespace
}  // namespace winnow::selection
