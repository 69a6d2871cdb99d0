// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/withdrawal.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/selection/stable_hash.h"
#include "server/shard/mutate_and_wait.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {
namespace {

// Withdraws the candidates of queue `q`, by one mutation; returns how many were items.
int Withdraw(LoopBed& bed, const std::vector<std::string>& ids) {
  int withdrawn = 0;
  const absl::Status status = shard::MutateAndWait(
      bed.shards().at(0), [&](shard::ShardState& state, shard::MutationLog& log) {
        shard::QueueState& queue = *state.FindQueue("q");
        shard::Mutation mutation;
        Withdrawal withdrawal(state, queue);
        for (const std::string& id : ids)
          withdrawn += withdrawal.Withdraw(*queue.candidates.Find(id, selection::StaticIdHash(id)));
        withdrawal.Save(mutation.writes);
        mutation.leaf = {.method = "Withdraw"};
        log.Add(std::move(mutation));
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  return withdrawn;
}

TEST(WithdrawalTest, AnItemLeavesItsBatchAndTheOthersStay) {
  ReviewBed bed;
  bed.AddCandidates(3);
  const v1::RequestBatchResponse batch = bed.Take();
  ASSERT_EQ(batch.items_size(), 3);
  EXPECT_EQ(Withdraw(bed, {"c1"}), 1);
  EXPECT_EQ(bed.Get("c1").batch(), "");
  EXPECT_EQ(bed.Get("c1").attempts(), 0u);
  EXPECT_EQ(bed.Get("c0").batch(), batch.batch());
  EXPECT_EQ(bed.Status().leased(), 2u);
  const auto labeled = bed.Label(batch, {"c0", "c1", "c2"}, 1);
  ASSERT_TRUE(labeled.ok()) << labeled.status();
  EXPECT_EQ(labeled->accepted(), 2u);
  ASSERT_EQ(labeled->row_errors_size(), 1);
  EXPECT_EQ(labeled->row_errors(0).index(), 1u);
}

TEST(WithdrawalTest, WhatNoBatchHoldsIsNotWithdrawn) {
  ReviewBed bed;
  bed.AddCandidates(2);
  EXPECT_EQ(Withdraw(bed, {"c0", "c1"}), 0);
  bed.Take();
  EXPECT_EQ(Withdraw(bed, {"c0"}), 1);
  EXPECT_EQ(Withdraw(bed, {"c0"}), 0);
}

TEST(WithdrawalTest, ABatchWithoutOpenItemsIsCompleted) {
  ReviewBed bed;
  bed.AddCandidates(2);
  const v1::RequestBatchResponse batch = bed.Take();
  EXPECT_EQ(Withdraw(bed, {"c0", "c1"}), 2);
  const auto stored = bed.Call(&Loop::batches, &Batches::GetBatch,
                               Text<v1::GetBatchRequest>("name: '" + batch.batch() + "'"));
  ASSERT_TRUE(stored.ok()) << stored.status();
  EXPECT_EQ(stored->batch().state(), v1::BATCH_STATE_COMPLETED);
  EXPECT_EQ(bed.Status().open_batches(), 0u);
  EXPECT_EQ(ReasonOf(bed.OnLease(&Dispatch::RenewLease, batch).status()),
            v1::ERROR_REASON_LEASE_SUPERSEDED);
}

TEST(WithdrawalTest, ItemsOfSeveralBatchesStayWithdrawnAfterARestart) {
  ReviewBed bed;
  bed.AddCandidates(6);
  std::vector<std::string> first_items;
  std::set<std::string> others;
  for (int i = 0; i < 3; ++i) {
    const v1::RequestBatchResponse batch = bed.Take("max_items: 2");
    ASSERT_EQ(batch.items_size(), 2);
    first_items.push_back(batch.items(0).candidate_id());
    others.insert(batch.items(1).candidate_id());
  }
  EXPECT_EQ(Withdraw(bed, first_items), 3);
  bed.Restart();
  EXPECT_EQ(bed.Status().leased(), 3u);
  EXPECT_EQ(bed.Status().open_batches(), 3u);
  for (const std::string& id : first_items) EXPECT_EQ(bed.Get(id).batch(), "");
  for (const std::string& id : others) EXPECT_NE(bed.Get(id).batch(), "");
}

}  // namespace
}  // namespace winnow::loop::testing
