// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Chunks, offsets and request ids (api.md P1, storage.md E4).
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "server/loop/error.h"
#include "server/loop/request_replay.h"
#include "server/shard/actor_names.h"
#include "storage/tables/request_table.h"
#include "tests/server/loop/loop_bed.h"
#include "tests/testing/seed.h"

namespace winnow::loop::testing {
namespace {

v1::IngestHeader Header(const std::string& writer) {
  v1::IngestHeader header;
  header.set_writer_id(writer);
  header.set_queue("queues/q");
  return header;
}

// Records [offset, offset + records) of the one stream that these tests send.
v1::CandidateChunk Chunk(uint64_t offset, uint64_t records) {
  v1::CandidateChunk chunk;
  chunk.set_offset(offset);
  for (uint64_t i = 0; i < records; ++i) {
    *chunk.add_candidates() = LoopBed::Complete("c" + std::to_string(offset + i));
  }
  return chunk;
}

uint64_t Offset(LoopBed& bed, const std::string& writer) {
  v1::GetIngestOffsetRequest request;
  request.set_queue("queues/q");
  request.set_writer_id(writer);
  request.set_stream(v1::INGEST_STREAM_CANDIDATES);
  const auto response = bed.Call(&Loop::ingest, &Ingest::GetIngestOffset, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->committed_offset() : 0;
}

TEST(IngestStream, AcknowledgesARepeatedChunkAndAppliesItOnce) {
  LoopBed bed;
  bed.SetUp();
  const auto first = Send(bed, Header("w"), Chunk(0, 3));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->ack.committed_offset(), 3u);
  EXPECT_EQ(first->ack.result().accepted(), 3u);
  const size_t leaves = LeavesOf(bed).size();
  const auto again = Send(bed, Header("w"), Chunk(1, 2));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->ack.offset(), 1u);
  EXPECT_EQ(again->ack.committed_offset(), 3u);
  EXPECT_FALSE(again->ack.has_result());
  EXPECT_EQ(LeavesOf(bed).size(), leaves);
}

TEST(IngestStream, RefusesAGapAndAnOverlapAndSaysWhereToResume) {
  LoopBed bed;
  bed.SetUp();
  ASSERT_TRUE(Send(bed, Header("w"), Chunk(0, 3)).ok());
  for (const auto& [offset, records] :
       {std::pair<uint64_t, uint64_t>{4, 1}, {2, 2}, {0, 4}, {UINT64_MAX, 1}}) {
    const auto outcome = Send(bed, Header("w"), Chunk(offset, records));
    ASSERT_FALSE(outcome.ok()) << offset;
    EXPECT_EQ(DetailOf(outcome.status()).reason, v1::ERROR_REASON_OFFSET_SKIPPED);
    EXPECT_NE(outcome.status().message().find(" 3 "), absl::string_view::npos);
  }
  EXPECT_EQ(Offset(bed, "w"), 3u);
  EXPECT_EQ(bed.Status().candidates(), 3u);
}

TEST(IngestStream, KeepsTheOffsetsOfWritersAndStreamsApart) {
  LoopBed bed;
  bed.SetUp();
  ASSERT_TRUE(Send(bed, Header("w"), Chunk(0, 3)).ok());
  EXPECT_EQ(Offset(bed, "v"), 0u);
  v1::SignalChunk signals;
  v1::SignalRow& row = *signals.add_rows();
  row.set_candidate_id("c0");
  row.add_signals()->set_name("entropy");
  row.mutable_signals(0)->set_value(1);
  const auto outcome = Send(bed, Header("w"), signals);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->ack.committed_offset(), 1u);
  bed.Restart();
  EXPECT_EQ(Offset(bed, "w"), 3u);
}

TEST(IngestStream, RefusesAChunkOverItsLimits) {
  LoopBed bed;
  bed.SetUp();
  EXPECT_EQ(DetailOf(Send(bed, Header("w"), Chunk(0, 501)).status()).reason,
            v1::ERROR_REASON_CHUNK_TOO_LARGE);
  EXPECT_EQ(DetailOf(Send(bed, Header("w"), Chunk(0, 0)).status()).reason,
            v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(Offset(bed, "w"), 0u);
}

TEST(IngestStream, CountsAChunkWhoseRowsAreAllRefused) {
  LoopBed bed;
  bed.SetUp();
  v1::CandidateChunk chunk = Chunk(0, 2);
  for (v1::Candidate& candidate : *chunk.mutable_candidates()) candidate.set_rubric("a/b");
  const auto outcome = Send(bed, Header("w"), chunk);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(outcome->ack.result().row_errors_size(), 2);
  EXPECT_EQ(outcome->ack.committed_offset(), 2u);
}

TEST(IngestStream, RefusesAnUnknownQueueBeforeAnythingElse) {
  LoopBed bed;
  bed.SetUp();
  v1::IngestHeader header = Header("w");
  header.set_queue("queues/nowhere");
  EXPECT_EQ(DetailOf(Send(bed, header, Chunk(0, 1)).status()).reason,
            v1::ERROR_REASON_QUEUE_UNKNOWN);
}

TEST(IngestStream, WritesOneLeafPerChunk) {
  LoopBed bed;
  bed.SetUp();
  const size_t before = LeavesOf(bed).size();
  const auto outcome = Send(bed, Header("w"), Chunk(0, 10));
  ASSERT_TRUE(outcome.ok());
  const auto leaves = LeavesOf(bed);
  ASSERT_EQ(leaves.size(), before + 1);
  EXPECT_EQ(leaves.back().method(), "IngestCandidates");
  EXPECT_EQ(leaves.back().object(), "queues/q");
  EXPECT_EQ(leaves.back().actor(), shard::ActorNames(bed.shards().database_key()).Of("local"));
  EXPECT_EQ(leaves.back().policy(), "lab-v0@1");
  EXPECT_EQ(leaves.back().payload_hash().size(), 32u);
  EXPECT_EQ(outcome->position.seq(), leaves.back().seq());
}

// A writer that forgets where it was, goes back, overlaps and skips ends with each record once.
TEST(IngestStream, AppliesEachRecordOnceWhateverTheWriterRepeats) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  LoopBed bed;
  bed.SetUp();
  constexpr uint64_t kRecords = 400;
  uint64_t committed = 0;
  uint64_t accepted = 0;
  while (committed < kRecords) {
    if (random() % 50 == 0) bed.Restart();
    const uint64_t records = 1 + random() % 20;
    const uint64_t offset = random() % 3 == 0 ? random() % (committed + 5) : committed;
    const auto outcome = Send(bed, Header("w"), Chunk(offset, records));
    const bool follows = offset == committed;
    const bool repeated = offset + records <= committed;
    ASSERT_EQ(outcome.ok(), follows || repeated) << offset << "+" << records << "/" << committed;
    if (!outcome.ok()) continue;
    ASSERT_EQ(outcome->ack.has_result(), follows);
    if (follows) committed += records;
    accepted += outcome->ack.result().accepted();
    ASSERT_EQ(outcome->ack.committed_offset(), committed);
  }
  EXPECT_EQ(accepted, committed);
  EXPECT_EQ(bed.Status().candidates(), committed);
  EXPECT_EQ(Offset(bed, "w"), committed);
}

v1::BatchUpsertCandidatesRequest Batch(const std::string& request_id) {
  v1::BatchUpsertCandidatesRequest request;
  request.set_queue("queues/q");
  request.set_request_id(request_id);
  *request.add_candidates() = LoopBed::Complete("a");
  v1::Candidate wrong = LoopBed::Complete("b");
  wrong.set_slice("a/b");
  *request.add_candidates() = wrong;
  return request;
}

TEST(IngestBatch, AnswersARequestIdTheSameWayAlsoAfterARestart) {
  LoopBed bed;
  bed.SetUp();
  const auto first = bed.Call(&Loop::ingest, &Ingest::BatchUpsertCandidates, Batch("id-1"));
  ASSERT_TRUE(first.ok()) << first.status();
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    const size_t leaves = LeavesOf(bed).size();
    const auto again = bed.Call(&Loop::ingest, &Ingest::BatchUpsertCandidates, Batch("id-1"));
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->result().accepted(), 1u);
    EXPECT_EQ(again->result().duplicate(), 0u);
    ASSERT_EQ(again->result().row_errors_size(), 1);
    EXPECT_EQ(again->result().row_errors(0).index(), 1u);
    EXPECT_EQ(again->result().row_errors(0).field(), "slice");
    EXPECT_EQ(LeavesOf(bed).size(), leaves);
    v1::BatchUpsertCandidatesRequest other = Batch("id-1");
    other.mutable_candidates(0)->set_slice("other");
    const auto refused = bed.Call(&Loop::ingest, &Ingest::BatchUpsertCandidates, other);
    EXPECT_EQ(DetailOf(refused.status()).reason, v1::ERROR_REASON_REQUEST_ID_REUSED);
  }
  // Another method has ids of its own.
  v1::BatchPushSignalsRequest push;
  push.set_queue("queues/q");
  push.set_request_id("id-1");
  push.add_rows()->set_candidate_id("a");
  EXPECT_TRUE(bed.Call(&Loop::ingest, &Ingest::BatchPushSignals, push).ok());
}

TEST(IngestBatch, ForgetsARequestIdAfterADay) {
  LoopBed bed;
  bed.SetUp();
  ASSERT_TRUE(bed.Call(&Loop::ingest, &Ingest::BatchUpsertCandidates, Batch("id-1")).ok());
  bed.clock().Advance(absl::Hours(23));
  SweepRequests(bed.shards().control());
  v1::BatchUpsertCandidatesRequest other = Batch("id-1");
  other.mutable_candidates(0)->set_slice("other");
  EXPECT_FALSE(bed.Call(&Loop::ingest, &Ingest::BatchUpsertCandidates, other).ok());
  bed.clock().Advance(absl::Hours(2));
  SweepRequests(bed.shards().control());
  const auto now = bed.Call(&Loop::ingest, &Ingest::BatchUpsertCandidates, other);
  ASSERT_TRUE(now.ok()) << now.status();
  EXPECT_EQ(now->result().updated(), 1u);
  bed.Restart();
  EXPECT_EQ(
      DetailOf(bed.Call(&Loop::ingest, &Ingest::BatchUpsertCandidates, Batch("id-1")).status())
          .reason,
      v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST(IngestBatch, RemembersEveryRefusedRowOfARequest) {
  LoopBed bed;
  bed.SetUp();
  v1::BatchUpsertCandidatesRequest request;
  request.set_queue("queues/q");
  request.set_request_id("many");
  for (int i = 0; i < 500; ++i) *request.add_candidates() = LoopBed::Complete("bad id");
  ASSERT_EQ(
      bed.Call(&Loop::ingest, &Ingest::BatchUpsertCandidates, request)->result().row_errors_size(),
      500);
  const auto again = bed.Call(&Loop::ingest, &Ingest::BatchUpsertCandidates, request);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->result().row_errors_size(), 500);
  EXPECT_EQ(again->result().row_errors(499).index(), 499u);
  ASSERT_TRUE(storage::RequestTable::ScanAll(bed.engine(), 0, [](const auto&, auto& record) {
                EXPECT_LE(record.ByteSizeLong(), 1024u) << "a row costs its index";
                return absl::OkStatus();
              }).ok());
}

}  // namespace
}  // namespace winnow::loop::testing
