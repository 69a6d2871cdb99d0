// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/record_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "client/error.h"
#include "tests/client/fake_ingest.h"
#include "tests/client/fake_server.h"
#include "tests/client/step_clock.h"
#include "tests/testing/seed.h"

namespace winnow::client {
namespace {

using Fault = FakeIngest::Fault;

std::vector<std::string> Ids(int from, int to) {
  std::vector<std::string> ids;
  for (int i = from; i < to; ++i) ids.push_back(absl::StrCat("c", i));
  return ids;
}

v1::Candidate CandidateOf(const std::string& id) {
  v1::Candidate candidate;
  candidate.set_candidate_id(id);
  return candidate;
}

class RecordWriterTest : public ::testing::Test {
 protected:
  RecordWriterTest() {
    ConnectionOptions options;
    options.server = server_.address();
    connection_ = *Connection::Open(options, {clock_, SystemEntropy()});
    options_.chunk_records = 10;
  }

  // Sends candidates c<from> to c<to - 1> of one writer's stream.
  absl::Status Import(int from, int to) {
    v1::IngestHeader header;
    header.set_writer_id("w");
    header.set_queue("queues/q");
    CandidateWriter writer(
        *connection_, header, [this](const ChunkOutcome& outcome) { outcomes_.push_back(outcome); },
        options_);
    absl::Status status = writer.Open();
    for (int i = from; status.ok() && i < to; ++i) {
      status = writer.Add(CandidateOf(absl::StrCat("c", i)));
    }
    if (status.ok()) status = writer.Close();
    skipped_ = writer.skipped();
    unreported_ = writer.unreported();
    return status;
  }

  uint64_t Reported() const {
    uint64_t records = 0;
    for (const ChunkOutcome& outcome : outcomes_) records += outcome.records;
    return records;
  }

  StepClock clock_;
  FakeIngest ingest_;
  FakeServer server_{{&ingest_}};
  std::unique_ptr<Connection> connection_;
  WriterOptions options_;
  std::vector<ChunkOutcome> outcomes_;
  uint64_t skipped_ = 0;
  uint64_t unreported_ = 0;
};

TEST_F(RecordWriterTest, StoresEveryRecordOnceInOrder) {
  ASSERT_TRUE(Import(0, 95).ok());
  EXPECT_EQ(ingest_.stored(), Ids(0, 95));
  EXPECT_EQ(ingest_.chunk_sizes(), std::vector<int>({10, 10, 10, 10, 10, 10, 10, 10, 10, 5}));
  EXPECT_EQ(Reported(), 95u);
}

TEST_F(RecordWriterTest, AnEmptyStreamIsFine) {
  ASSERT_TRUE(Import(0, 0).ok());
  EXPECT_TRUE(ingest_.stored().empty());
}

TEST_F(RecordWriterTest, ASecondRunSkipsWhatIsDurable) {
  ASSERT_TRUE(Import(0, 40).ok());
  ASSERT_TRUE(Import(0, 95).ok());
  EXPECT_EQ(skipped_, 40u);
  EXPECT_EQ(ingest_.stored(), Ids(0, 95));
}

TEST_F(RecordWriterTest, AShorterSecondStreamIsAnotherStream) {
  ASSERT_TRUE(Import(0, 40).ok());
  const absl::Status status = Import(0, 39);
  EXPECT_TRUE(absl::IsOutOfRange(status)) << status;
}

// api.md P1: wherever a connection breaks, nothing is lost or doubled.
TEST_F(RecordWriterTest, NothingIsLostOrDoubledWhereverItBreaks) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  std::mt19937 random(seed);
  for (int chunk = 1; chunk < 80; ++chunk) {
    const int roll = static_cast<int>(random() % 4);
    if (roll == 0) ingest_.SetFault(chunk, Fault::kDropBefore);
    if (roll == 1) ingest_.SetFault(chunk, Fault::kDropAfter);
  }
  options_.window = 1 + random() % 8;
  const absl::Status status = Import(0, 400);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(ingest_.stored(), Ids(0, 400));
  EXPECT_EQ(Reported() + unreported_, 400u) << "a lost answer is counted as such";
}

TEST_F(RecordWriterTest, AServerThatCrashesAndComesBackIsResumed) {
  v1::IngestHeader header;
  header.set_writer_id("w");
  header.set_queue("queues/q");
  CandidateWriter writer(*connection_, header, nullptr, options_);
  ASSERT_TRUE(writer.Open().ok());
  for (int i = 0; i < 200; ++i) {
    if (i == 55 || i == 111) server_.Restart();
    ASSERT_TRUE(writer.Add(CandidateOf(absl::StrCat("c", i))).ok());
  }
  ASSERT_TRUE(writer.Close().ok());
  EXPECT_EQ(ingest_.stored(), Ids(0, 200));
}

TEST_F(RecordWriterTest, ALostAnswerIsNotSentTwiceButCounted) {
  options_.window = 1;
  ingest_.SetFault(2, Fault::kDropAfter);
  ASSERT_TRUE(Import(0, 30).ok());
  EXPECT_EQ(ingest_.stored(), Ids(0, 30));
  EXPECT_EQ(ingest_.chunk_sizes().size(), 3u);
  EXPECT_EQ(unreported_, 10u);
  EXPECT_EQ(Reported(), 20u);
}

TEST_F(RecordWriterTest, AnswersThatArrivedBeforeABreakCount) {
  ingest_.SetFault(6, Fault::kDropBefore);
  ASSERT_TRUE(Import(0, 100).ok());
  EXPECT_EQ(unreported_, 0u);
  EXPECT_EQ(Reported(), 100u);
}

TEST_F(RecordWriterTest, AChunkThatWasStillOnItsWayIsSentAgainAndNotStoredTwice) {
  options_.window = 1;
  ingest_.SetFault(2, Fault::kStoreLate);
  ASSERT_TRUE(Import(0, 30).ok());
  EXPECT_EQ(ingest_.stored(), Ids(0, 30));
  EXPECT_EQ(ingest_.chunk_sizes().size(), 4u) << "the second chunk came twice";
  EXPECT_EQ(unreported_, 10u) << "the answer to a repeated offset has no counts";
}

TEST_F(RecordWriterTest, RefusedRowsAreToldWithTheirNumber) {
  ingest_.RefuseRow("c17");
  ASSERT_TRUE(Import(0, 30).ok());
  ASSERT_EQ(outcomes_.size(), 3u);
  EXPECT_EQ(outcomes_[1].offset, 10u);
  ASSERT_EQ(outcomes_[1].result.row_errors_size(), 1);
  EXPECT_EQ(outcomes_[1].result.row_errors(0).index(), 7u);
  EXPECT_EQ(outcomes_[1].result.accepted(), 9u);
}

TEST_F(RecordWriterTest, APushBackPausesBeforeTheNextChunk) {
  options_.window = 1;
  ingest_.SetFault(1, Fault::kPushBack);
  ASSERT_TRUE(Import(0, 30).ok());
  EXPECT_THAT(clock_.sleeps(), ::testing::ElementsAre(absl::Seconds(7)));
}

TEST_F(RecordWriterTest, AnErrorWithAReasonEndsTheStream) {
  ingest_.SetFault(2, Fault::kRefuse);
  const absl::Status status = Import(0, 400);
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_EQ(DetailsOf(status).violations[0].field, "chunk");
  EXPECT_EQ(ingest_.writers().size(), 1u) << "no second attempt";
}

TEST_F(RecordWriterTest, AServerThatForgotAcknowledgedRecordsIsDataLoss) {
  options_.window = 1;
  ingest_.SetFault(4, Fault::kLoseData);
  const absl::Status status = Import(0, 100);
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
}

TEST_F(RecordWriterTest, AttemptsEndWhenNothingComesForward) {
  ingest_.RefuseHeaders({grpc::StatusCode::UNAVAILABLE, "down"});
  options_.backoff.retries = 3;
  const absl::Status status = Import(0, 10);
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_EQ(ingest_.writers().size(), 4u);
  EXPECT_EQ(clock_.sleeps().size(), 3u);
}

TEST_F(RecordWriterTest, AnOldStreamIsRenewedWithoutLosingAnAnswer) {
  options_.window = 2;
  options_.stream_age = absl::Seconds(5);
  ingest_.SetFault(3, Fault::kPushBack);
  ASSERT_TRUE(Import(0, 100).ok());
  EXPECT_EQ(ingest_.writers().size(), 2u);
  EXPECT_EQ(ingest_.stored(), Ids(0, 100));
  EXPECT_EQ(Reported(), 100u);
}

TEST_F(RecordWriterTest, ChunksStayBelowTheServersLimit) {
  options_ = WriterOptions();
  v1::IngestHeader header;
  header.set_writer_id("big");
  CandidateWriter writer(*connection_, header, nullptr, options_);
  ASSERT_TRUE(writer.Open().ok());
  for (int i = 0; i < 60; ++i) {
    v1::Candidate candidate = CandidateOf(absl::StrCat("c", i));
    candidate.set_slice(std::string(60000, 's'));
    ASSERT_TRUE(writer.Add(candidate).ok());
  }
  v1::Candidate too_large = CandidateOf("x");
  too_large.set_slice(std::string(1 << 20, 's'));
  EXPECT_FALSE(writer.Fits(too_large));
  EXPECT_TRUE(absl::IsInvalidArgument(writer.Add(too_large)));
  ASSERT_TRUE(writer.Close().ok());
  EXPECT_EQ(ingest_.stored(), Ids(0, 60)) << "the row that did not fit left no gap";
  EXPECT_LE(ingest_.largest_message(), size_t{1} << 20);
  EXPECT_GT(ingest_.largest_message(), size_t{900} << 10);
}

TEST_F(RecordWriterTest, ManyRecordsGoInChunksOf500) {
  options_ = WriterOptions();
  ASSERT_TRUE(Import(0, 1700).ok());
  EXPECT_EQ(ingest_.chunk_sizes(), std::vector<int>({500, 500, 500, 200}));
}

TEST_F(RecordWriterTest, SignalsTravelTheSameWay) {
  v1::IngestHeader header;
  header.set_writer_id("s");
  SignalWriter writer(*connection_, header, nullptr, options_);
  ingest_.SetFault(2, Fault::kDropBefore);
  ASSERT_TRUE(writer.Open().ok());
  for (int i = 0; i < 35; ++i) {
    v1::SignalRow row;
    row.set_candidate_id(absl::StrCat("c", i));
    ASSERT_TRUE(writer.Add(row).ok());
  }
  ASSERT_TRUE(writer.Close().ok());
  EXPECT_EQ(ingest_.stored(), Ids(0, 35));
}

TEST_F(RecordWriterTest, AWriterThatIsLeftOpenEndsItsStream) {
  v1::IngestHeader header;
  header.set_writer_id("w");
  CandidateWriter writer(*connection_, header, nullptr, options_);
  ASSERT_TRUE(writer.Open().ok());
  ASSERT_TRUE(writer.Add(CandidateOf("c0")).ok());
}

}  // namespace
}  // namespace winnow::client
