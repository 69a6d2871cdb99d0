// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/policy.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace winnow::selection {
namespace {

using ::testing::UnorderedElementsAre;

v1::ReviewPolicy Small() {
  v1::ReviewPolicy policy;
  policy.set_purpose(v1::PURPOSE_TRAINING);
  policy.mutable_allocation()->set_kind(v1::ALLOCATION_KIND_EQUAL);
  return policy;
}

CompiledPolicy Compiled(const v1::ReviewPolicy& policy, const PolicyContext& context = {}) {
  absl::StatusOr<CompiledPolicy> compiled = CompilePolicy(policy, context);
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  return *std::move(compiled);
}

TEST(CompilePolicy, FillsInEveryDefaultOfTraining) {
  const CompiledPolicy policy = Compiled(Small());
  EXPECT_EQ(policy.sensitive, v1::SENSITIVE_HANDLING_EXCLUDE);
  EXPECT_THAT(policy.splits, UnorderedElementsAre(v1::SPLIT_TRAIN, v1::SPLIT_DEV));
  EXPECT_EQ(policy.exploration.share, 100'000) << "S1: 10 %";
  EXPECT_EQ(policy.exploration.floor, kMicrosPerUnit);
  EXPECT_EQ(policy.exploration.SizeOf(123'456), kMicrosPerUnit);
  EXPECT_EQ(policy.lease.default_lease, absl::Hours(1));
  EXPECT_EQ(policy.lease.max_lease, absl::Hours(24));
  EXPECT_EQ(policy.lease.label_turnaround, absl::ZeroDuration());
  EXPECT_EQ(policy.lease.max_items, 1000u);
  EXPECT_EQ(policy.lease.max_attempts, 3u);
  EXPECT_EQ(policy.required_labels, 1u);
}

TEST(CompilePolicy, DrawsEvaluationsAtRandomFromTheTestSplit) {
  v1::ReviewPolicy policy = Small();
  policy.set_purpose(v1::PURPOSE_EVALUATION);
  EXPECT_THAT(Compiled(policy).splits, UnorderedElementsAre(v1::SPLIT_TEST));
  EXPECT_EQ(Compiled(policy).exploration.share, kMicrosPerUnit);
}

TEST(CompilePolicy, ShortensTheDefaultLeaseToTheLongestOne) {
  v1::ReviewPolicy policy = Small();
  policy.mutable_lease()->mutable_max_lease()->set_seconds(90);
  EXPECT_EQ(Compiled(policy).lease.default_lease, absl::Seconds(90));
}

TEST(CompilePolicy, ResolvesCapsAndPairsForItsQueue) {
  v1::ReviewPolicy policy = Small();
  v1::Cap* cap = policy.add_caps();
  cap->set_attribute("speaker");
  cap->set_per_slice(2);
  v1::SignalTerm* term = policy.add_signal_terms();
  term->set_name("pair");
  term->set_signal("pair_disagreement");
  term->set_clamp_high(3);
  term->set_weight(-2);
  term->set_use_release_under_test(true);
  PolicyContext queue;
  queue.attributes = {"device", "speaker"};
  queue.release_under_test.emplace().set_baseline_release("A");
  queue.release_under_test->set_candidate_release("B");
  const CompiledPolicy compiled = Compiled(policy, queue);
  ASSERT_EQ(compiled.caps.size(), 1u);
  EXPECT_EQ(compiled.caps[0].attribute, 1u);
  EXPECT_EQ(compiled.caps[0].per_slice, 2u);
  EXPECT_EQ(compiled.terms[0].signal, (SignalId{"pair_disagreement", "A", "B"}));
  EXPECT_EQ(compiled.range.min, -6 * kMicrosPerUnit);
  EXPECT_EQ(compiled.range.max, 0);
}

TEST(CompilePolicy, GivesEachSliceItsOwnQuotaOrTheDefault) {
  v1::ReviewPolicy policy = Small();
  policy.mutable_allocation()->mutable_default_quota()->set_max(9);
  v1::SliceQuota* quota = policy.mutable_allocation()->add_quotas();
  quota->set_slice("s1");
  quota->set_min(4);
  quota->set_max_share(0.25);
  quota->set_priority_class(2);
  const CompiledPolicy compiled = Compiled(policy);
  EXPECT_EQ(compiled.QuotaOf("s1").min, 4u);
  EXPECT_EQ(compiled.QuotaOf("s1").max, std::nullopt);
  EXPECT_EQ(compiled.QuotaOf("s1").max_share, 250'000);
  EXPECT_EQ(compiled.QuotaOf("s1").priority_class, 2u);
  EXPECT_EQ(compiled.QuotaOf("s2").min, 0u);
  EXPECT_EQ(compiled.QuotaOf("s2").max, 9u);
}

TEST(CompilePolicy, PutsGroupsInTheOrderOfTheirPaths) {
  v1::ReviewPolicy policy = Small();
  const std::vector<std::pair<std::string, std::string>> groups = {
      {"b", ""}, {"z", "a"}, {"a", ""}, {"c", "z"}, {"d", "a"}};
  for (const auto& [name, parent] : groups) {
    v1::SliceGroup* group = policy.mutable_allocation()->add_groups();
    group->set_name(name);
    group->set_parent(parent);
    group->add_slices(name + "-1");
    if (name == "c") group->set_max(7);
    if (name == "d") group->set_max_share(0.25);
  }
  const GroupRules rules = Compiled(policy).groups;  // a, a/d, a/z, a/z/c, b
  ASSERT_EQ(rules.groups.size(), 5u);
  const std::vector<std::size_t> parents = {kNoGroup, 0, 0, 2, kNoGroup};
  for (std::size_t i = 0; i < parents.size(); ++i) EXPECT_EQ(rules.groups[i].parent, parents[i]);
  EXPECT_EQ(rules.groups[1].CapacityOf(99), 24u);
  EXPECT_EQ(rules.groups[3].CapacityOf(99), 7u);
  EXPECT_EQ(rules.groups[3].CapacityOf(5), 5u);
  EXPECT_EQ(rules.of_slice.at("c-1"), 3u);
  EXPECT_EQ(rules.of_slice.at("b-1"), 4u);
}

TEST(CompilePolicy, RefusesWhatValidationRefusesAndNamesTheField) {
  const absl::Status status = CompilePolicy(v1::ReviewPolicy(), {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), testing::StartsWith("policy.purpose is required"));
}

TEST(ExplorationRules, SizeIsTheFloorPlusTheFunctionOfTheScore) {
  v1::ReviewPolicy policy = Small();
  policy.mutable_exploration()->set_floor(0.5);
  policy.mutable_exploration()->add_size_knots()->set_x(1);
  v1::Knot* high = policy.mutable_exploration()->add_size_knots();
  high->set_x(3);
  high->set_y(4);
  const ExplorationRules rules = Compiled(policy).exploration;
  EXPECT_EQ(rules.share, 0) << "stated by the message, though not by the field";
  EXPECT_EQ(rules.SizeOf(-5), 500'000);
  EXPECT_EQ(rules.SizeOf(2 * kMicrosPerUnit), 2'500'000);
  EXPECT_EQ(rules.SizeOf(99 * kMicrosPerUnit), 4'500'000);
}

v1::ReviewPolicy WithSets(bool turned) {
  v1::ReviewPolicy policy = Small();
  std::vector<std::string> ids = {"a", "b"};
  std::vector<v1::Split> splits = {v1::SPLIT_TRAIN, v1::SPLIT_DEV};
  if (turned) {
    std::reverse(ids.begin(), ids.end());
    std::reverse(splits.begin(), splits.end());
  }
  for (const std::string& id : ids) {
    policy.mutable_eligibility()->add_consent_scopes(id);
    policy.mutable_allocation()->add_quotas()->set_slice(id);
    v1::SliceGroup* group = policy.mutable_allocation()->add_groups();
    group->set_name(id);
    for (const std::string& slice : ids) group->add_slices(absl::StrCat(id, slice));
  }
  for (const v1::Split split : splits) policy.mutable_eligibility()->add_splits(split);
  return policy;
}

TEST(CanonicalPolicyBytes, DoNotDependOnTheOrderOfSets) {
  EXPECT_EQ(CanonicalPolicyBytes(WithSets(false)), CanonicalPolicyBytes(WithSets(true)));
}

// S2.4: the hash of these bytes names a revision for good.
TEST(CanonicalPolicyBytes, AreFrozen) {
  EXPECT_EQ(CanonicalPolicyBytes(Small()), std::string("\x08\x01\x2a\x02\x08\x03", 6));
}

TEST(CanonicalPolicyBytes, ReadBackAsThePolicyAndDifferWithEveryRule) {
  v1::ReviewPolicy policy = Small();
  const std::string before = CanonicalPolicyBytes(policy);
  v1::ReviewPolicy read;
  ASSERT_TRUE(read.ParseFromString(before));
  EXPECT_EQ(read.SerializeAsString(), policy.SerializeAsString());
  policy.set_required_labels(1);
  EXPECT_NE(CanonicalPolicyBytes(policy), before);
}

}  // namespace
}  // namespace winnow::selection
