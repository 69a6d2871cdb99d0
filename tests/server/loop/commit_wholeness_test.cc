// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Whatever a mutation stores is in one commit: a server that dies after any mutation leaves a shard
// that is whole (storage.md E1).
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "server/loop/request_replay.h"
#include "server/shard/shard_check.h"
#include "tests/server/loop/loop_bed.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop::testing {
namespace {

template <typename Request>
Request OnLease(const v1::RequestBatchResponse& batch, const std::string& fields = "") {
  auto request = Text<Request>(fields);
  request.set_batch(batch.batch());
  request.set_token(batch.lease().token());
  return request;
}

v1::RequestBatchResponse Take(LoopBed& bed, const std::string& fields) {
  const auto batch = bed.Call(
      &Loop::dispatch, &Dispatch::RequestBatch,
      Text<v1::RequestBatchRequest>("queue: 'queues/q' labeler: 'team' max_items: 3 " + fields));
  EXPECT_TRUE(batch.ok()) << batch.status();
  return batch.ok() ? *batch : v1::RequestBatchResponse();
}

TEST(Commits, LeaveAWholeShardEachAlone) {
  size_t commits = 0;
  LoopBed bed(1, {}, [&](shard::testing::GatedEngine& gate) {
    gate.commit_bytes = 1;  // no two mutations fit into a commit
    gate.after_commit = [&] {
      ++commits;
      const auto report = shard::CheckShard(gate, 0, absl::UnixEpoch());
      ASSERT_TRUE(report.ok()) << report.status();
      EXPECT_TRUE(report->problems.empty())
          << "commit " << commits << ": " << absl::StrJoin(report->problems, "\n");
    };
  });
  bed.SetUp();
  std::vector<v1::Candidate> candidates;
  for (int i = 0; i < 9; ++i) candidates.push_back(LoopBed::Complete("c" + std::to_string(i)));
  bed.Upsert(candidates);
  const v1::RequestBatchResponse first = Take(bed, "request_id: 'a'");
  ASSERT_EQ(first.items_size(), 3);
  EXPECT_TRUE(bed.Call(&Loop::dispatch, &Dispatch::RenewLease,
                       OnLease<v1::RenewLeaseRequest>(first, "lease { seconds: 60 }"))
                  .ok());
  auto returned = OnLease<v1::ReturnItemsRequest>(first, "reason: RETURN_REASON_UNUSABLE");
  returned.add_candidate_ids(first.items(0).candidate_id());
  EXPECT_TRUE(bed.Call(&Loop::dispatch, &Dispatch::ReturnItems, returned).ok());
  EXPECT_TRUE(bed.Call(&Loop::dispatch, &Dispatch::CompleteBatch,
                       OnLease<v1::CompleteBatchRequest>(first, "request_id: 'b'"))
                  .ok());
  const v1::RequestBatchResponse second = Take(bed, "");
  EXPECT_TRUE(
      bed.Call(&Loop::dispatch, &Dispatch::CancelBatch, OnLease<v1::CancelBatchRequest>(second))
          .ok());
  Take(bed, "lease { seconds: 60 }");
  bed.clock().Advance(absl::Hours(25));
  bed.loop().dispatch.ExpireLeases(0);
  SweepRequests(bed.shards().control());
  bed.shards().Stop();  // commits what waits, and counts it
  EXPECT_GE(commits, LeavesOf(bed).size());
}

}  // namespace
}  // namespace winnow::loop::testing
