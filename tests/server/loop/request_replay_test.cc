// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Request ids: one effect, one answer, for a day (storage.md E4).
#include "server/loop/request_replay.h"

#include <gtest/gtest.h>

#include <string>

#include "server/loop/error.h"
#include "server/shard/mutate_and_wait.h"
#include "storage/tables/index_check.h"
#include "storage/tables/request_table.h"
#include "tests/server/loop/loop_bed.h"

namespace winnow::loop::testing {
namespace {

CallId Call(const std::string& request_id, const std::string& payload = "p") {
  v1::GetQueueRequest request;
  request.set_name(payload);
  return {{"local", "Method", request_id}, PayloadHash(request)};
}

// Carries `call` out, or finds it; the resource of the record that answers.
absl::StatusOr<std::string> CarryOut(LoopBed& bed, const CallId& call,
                                     const std::string& resource) {
  std::string answer;
  const absl::Status status =
      shard::MutateAndWait(bed.shards().control(),
                           [&](shard::ShardState& state, shard::MutationLog& log) -> absl::Status {
                             const auto replay = FindReplay(state, call);
                             if (!replay.ok()) return replay.status();
                             if (*replay != nullptr) {
                               answer = (*replay)->resource();
                               return absl::OkStatus();
                             }
                             storage::v1::RequestRecord record;
                             record.set_resource(answer = resource);
                             shard::Mutation mutation;
                             RememberCall(call, record, state, mutation.writes);
                             log.Add(std::move(mutation));
                             return absl::OkStatus();
                           });
  if (!status.ok()) return status;
  return answer;
}

size_t StoredRequests(LoopBed& bed) {
  size_t rows = 0;
  EXPECT_TRUE(storage::RequestTable::ScanAll(bed.engine(), 0, [&](const auto&, auto&) {
                ++rows;
                return absl::OkStatus();
              }).ok());
  return rows;
}

TEST(RequestReplay, FindsTheFirstCallAndRefusesAnotherPayload) {
  LoopBed bed;
  EXPECT_EQ(*CarryOut(bed, Call("id"), "first"), "first");
  EXPECT_EQ(*CarryOut(bed, Call("id"), "second"), "first");
  EXPECT_EQ(DetailOf(CarryOut(bed, Call("id", "other"), "third").status()).reason,
            v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST(RequestReplay, TakesCallsWithoutAnIdAsTheyCome) {
  LoopBed bed;
  EXPECT_EQ(*CarryOut(bed, Call(""), "first"), "first");
  EXPECT_EQ(*CarryOut(bed, Call("", "other"), "second"), "second");
  EXPECT_EQ(StoredRequests(bed), 0u);
}

TEST(RequestReplay, HashesThePayloadWithoutTheId) {
  v1::RegisterSourceRequest request;
  request.mutable_source()->set_name("sources/s");
  request.set_request_id("a");
  const auto a = IdentifyCall({"local"}, "M", request);
  request.set_request_id("b");
  const auto b = IdentifyCall({"local"}, "M", request);
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_EQ(a->payload_hash, b->payload_hash);
  EXPECT_NE(a->key, b->key);
  request.set_request_id("no id");
  EXPECT_EQ(DetailOf(IdentifyCall({"local"}, "M", request).status()).violations[0].field,
            "request_id");
}

TEST(RequestReplay, SweepsWhatIsADayOldWithItsRowsAndTheirIndex) {
  LoopBed bed;
  // More than one step of the sweep.
  for (int i = 0; i < 2500; ++i)
    ASSERT_TRUE(CarryOut(bed, Call("old" + std::to_string(i)), "r").ok());
  bed.clock().Advance(absl::Hours(12));
  ASSERT_TRUE(CarryOut(bed, Call("young"), "r").ok());
  bed.clock().Advance(absl::Hours(12));
  EXPECT_EQ(StoredRequests(bed), 2501u);
  SweepRequests(bed.shards().control());
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    EXPECT_EQ(*CarryOut(bed, Call("young"), "again"), "r");
    EXPECT_EQ(StoredRequests(bed), 1u);
  }
  EXPECT_EQ(LeavesOf(bed).back().method(), "SweepRequests");
  const auto problems = storage::CheckIndices(bed.engine(), 0);
  ASSERT_TRUE(problems.ok()) << problems.status();
  EXPECT_TRUE(problems->empty()) << problems->front();
  const size_t leaves = LeavesOf(bed).size();
  SweepRequests(bed.shards().control());
  EXPECT_EQ(LeavesOf(bed).size(), leaves);
}

}  // namespace
}  // namespace winnow::loop::testing
