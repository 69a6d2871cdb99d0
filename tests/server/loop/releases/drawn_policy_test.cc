// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The rules that a gate judges a sample by: those that it was drawn under, by their hash.
#include <functional>
#include <string>

#include "gmock/gmock.h"
#include "server/shard/mutate_and_wait.h"
#include "tests/server/loop/releases/release_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::HasSubstr;

class DrawnPolicyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    bed_.Evaluate();
    ASSERT_TRUE(bed_.CreateRelease().ok());
    ASSERT_TRUE(bed_.Submit(Better).ok());
  }

  // Lets the stored evaluation say something else, as if another program had drawn it.
  void Rewrite(const std::function<void(v1::Evaluation&)>& change) {
    const auto rewrite = [&](shard::ShardState& state, shard::MutationLog& log) {
      const storage::QueueRowId id{state.FindQueue("q")->queue_no(), 1};
      auto record = storage::EvaluationTable::Get(bed_.engine(), state.shard, id);
      EXPECT_TRUE(record.ok() && record->has_value());
      change(*(*record)->mutable_evaluation());
      shard::Mutation mutation;
      storage::EvaluationTable::Put(state.shard, id, **record, &mutation.writes);
      mutation.leaf = {.principal = "test", .method = "Rewrite", .object = "evaluation"};
      log.Add(std::move(mutation));
      return absl::OkStatus();
    };
    ASSERT_TRUE(shard::MutateAndWait(*bed_.shards().OfQueue("q"), rewrite).ok());
    bed_.Restart();
  }

  ReleaseBed bed_;
};

TEST_F(DrawnPolicyTest, IsNotReplacedByOtherRulesOfItsName) {
  Rewrite([](v1::Evaluation& evaluation) { evaluation.set_policy_hash(std::string(64, '0')); });
  const absl::Status refused = bed_.Gate().status();
  EXPECT_EQ(ReasonOf(refused), v1::ERROR_REASON_POLICY_UNKNOWN) << refused;
  EXPECT_THAT(refused.message(), HasSubstr("create another evaluation"));
  EXPECT_EQ(bed_.Get()->release().verdicts(), 0u);
}

TEST_F(DrawnPolicyTest, IsThatOfTheQueueWhereTheHashIsItsWhateverTheName) {
  Rewrite([](v1::Evaluation& evaluation) { evaluation.set_policy("policies/gone@7"); });
  const auto verdict = bed_.Gate();
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_EQ(verdict->verdict(), v1::VERDICT_PASS);
}

TEST_F(DrawnPolicyTest, IsFoundByItsNameOnceTheQueueHasAnother) {
  ASSERT_TRUE(bed_.Call(&Loop::evaluations, &Evaluations::CloseEvaluation,
                        Text<v1::CloseEvaluationRequest>("name: 'queues/q/evaluations/1'"))
                  .ok());
  auto next = Text<v1::CreatePolicyRevisionRequest>(
      "policy_id: 'p' policy { allocation { kind: ALLOCATION_KIND_EQUAL } }");
  ASSERT_TRUE(google::protobuf::TextFormat::MergeFromString(kReleasePolicy, next.mutable_policy()));
  next.mutable_policy()->mutable_exploration()->set_floor(0.000002);
  const auto created = bed_.Call(&Loop::policies, &Policies::CreatePolicyRevision, next);
  ASSERT_TRUE(created.ok()) << created.status();
  testing::Approve(bed_, "policies/p@2");
  const auto active =
      bed_.Call(&Loop::policies, &Policies::ActivatePolicyRevision,
                Text<v1::ActivatePolicyRevisionRequest>("queue: 'queues/q' policy: 'policies/p'"));
  ASSERT_TRUE(active.ok()) << active.status();
  const auto verdict = bed_.Gate();
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_EQ(verdict->verdict(), v1::VERDICT_PASS);
}

}  // namespace
}  // namespace winnow::loop::testing
