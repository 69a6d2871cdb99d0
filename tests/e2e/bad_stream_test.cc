// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What an ingest stream refuses, and what it survives (issue 2, "Bad input"; api.md P1).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/desk.h"
#include "tests/e2e/writer.h"
#include "tests/server/rpc/rich_status.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class BadStream : public ::testing::Test {
 protected:
  BadStream() : desk_(server_.NewChannel()) { desk_.SetUpQueue(); }

  // The reason with which the server ends a stream that sends `request` after its header.
  std::string ReasonFor(const v1::IngestCandidatesRequest& request) {
    Writer writer(desk_);
    EXPECT_EQ(writer.Open("w"), 0u);
    writer.Send(request);
    while (writer.Receive().has_value()) {
    }
    status_ = writer.Finish();
    return rpc::Unpack(status_).reason;
  }

  TestServer server_;
  Desk desk_;
  grpc::Status status_;
};

TEST_F(BadStream, AChunkWithMoreThan500Records) {
  v1::IngestCandidatesRequest request;
  *request.mutable_chunk() = MakeChunk({0, 501});
  EXPECT_EQ(ReasonFor(request), "CHUNK_TOO_LARGE");
  EXPECT_EQ(status_.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(BadStream, AChunkOfMoreThanOneMebibyte) {
  v1::IngestCandidatesRequest request;
  *request.mutable_chunk() = MakeChunk({0, 500});
  for (v1::Candidate& candidate : *request.mutable_chunk()->mutable_candidates()) {
    candidate.set_rubric(std::string(2100, 'r'));
  }
  EXPECT_EQ(ReasonFor(request), "CHUNK_TOO_LARGE");
}

TEST_F(BadStream, AChunkWithoutRecords) {
  v1::IngestCandidatesRequest request;
  request.mutable_chunk();
  EXPECT_EQ(ReasonFor(request), "FIELD_INVALID");
}

TEST_F(BadStream, ASecondHeaderAnEmptyMessageAndAChunkBeforeTheHeader) {
  v1::IngestCandidatesRequest header;
  header.mutable_header()->set_writer_id("w");
  header.mutable_header()->set_queue(Desk::kQueue);
  EXPECT_EQ(ReasonFor(header), "STREAM_ORDER");
  EXPECT_EQ(ReasonFor(v1::IngestCandidatesRequest()), "STREAM_ORDER");
  Writer writer(desk_);
  writer.Send(MakeChunk({0, 1}));
  EXPECT_FALSE(writer.Receive().has_value());
  EXPECT_EQ(rpc::Unpack(writer.Finish()).reason, "STREAM_ORDER");
}

TEST_F(BadStream, AnUnknownFieldWithAMegabyteInside) {
  v1::IngestCandidatesRequest request;
  *request.mutable_chunk() = MakeChunk({0, 3});
  v1::Candidate* candidate = request.mutable_chunk()->mutable_candidates(1);
  candidate->GetReflection()->MutableUnknownFields(candidate)->AddLengthDelimited(
      4711, std::string(1'000'000, 'p'));
  EXPECT_EQ(ReasonFor(request), "FIELD_UNKNOWN");
  EXPECT_THAT(status_.error_message(), HasSubstr("chunk.candidates[1]"));
  EXPECT_THAT(status_.error_message(), Not(HasSubstr("pppp")));
  v1::CandidateStatus candidate_status;
  EXPECT_EQ(desk_.GetCandidate(CandidateId(0), &candidate_status).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(BadStream, TextThatIsNotUtf8) {
  v1::IngestCandidatesRequest request;
  *request.mutable_chunk() = MakeChunk({0, 3});
  request.mutable_chunk()->mutable_candidates(2)->set_source("secret\xff");
  EXPECT_EQ(ReasonFor(request), "FIELD_INVALID");
  EXPECT_EQ(rpc::Unpack(status_).fields, std::vector<std::string>{"chunk.candidates[2].source"});
  EXPECT_THAT(status_.error_message(), Not(HasSubstr("secret")));
}

TEST_F(BadStream, AQueueThatDoesNotExist) {
  Writer writer(desk_);
  v1::IngestCandidatesRequest request;
  request.mutable_header()->set_writer_id("w");
  request.mutable_header()->set_queue("queues/none");
  writer.Send(request);
  EXPECT_FALSE(writer.Receive().has_value());
  const grpc::Status status = writer.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(rpc::Unpack(status).reason, "QUEUE_UNKNOWN");
}

TEST_F(BadStream, ASkippedOffsetEndsTheStreamAndTheWriterResumes) {
  {
    Writer writer(desk_);
    ASSERT_EQ(writer.Open("w"), 0u);
    writer.Send(MakeChunk({0, 10}));
    ASSERT_TRUE(writer.Receive().has_value());
    writer.Send(MakeChunk({11, 20}));
    EXPECT_FALSE(writer.Receive().has_value());
    EXPECT_EQ(rpc::Unpack(writer.Finish()).reason, "OFFSET_SKIPPED");
  }
  Writer writer(desk_);
  EXPECT_EQ(writer.Open("w"), 10u);
  v1::CandidateChunk huge = MakeChunk({10, 11});
  huge.set_offset(uint64_t{1} << 63);
  writer.Send(huge);
  EXPECT_FALSE(writer.Receive().has_value());
  EXPECT_EQ(rpc::Unpack(writer.Finish()).reason, "OFFSET_SKIPPED");
}

// api.md P1: a repeated offset is acknowledged, not applied twice.
TEST_F(BadStream, ARepeatedOffsetIsAcknowledgedAndNotAppliedTwice) {
  Writer writer(desk_);
  ASSERT_EQ(writer.Open("w"), 0u);
  for (int i = 0; i < 3; ++i) {
    writer.Send(MakeChunk({0, 10}));
    const auto answer = writer.Receive();
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->ack().committed_offset(), 10u);
    EXPECT_EQ(answer->ack().result().accepted(), i == 0 ? 10u : 0u);
  }
  writer.WritesDone();
  EXPECT_TRUE(writer.Finish().ok());
}

TEST_F(BadStream, AcksComeInOrderWhileManyChunksAreUnderWay) {
  Writer writer(desk_);
  ASSERT_EQ(writer.Open("w"), 0u);
  constexpr uint64_t kChunks = 100;
  std::thread sender([&] {
    for (uint64_t i = 0; i < kChunks; ++i) writer.Send(MakeChunk({i * 10, i * 10 + 10}));
    writer.WritesDone();
  });
  for (uint64_t i = 0; i < kChunks; ++i) {
    const auto answer = writer.Receive();
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->ack().offset(), i * 10);
    EXPECT_GE(answer->ack().committed_offset(), i * 10 + 10);
  }
  sender.join();
  EXPECT_FALSE(writer.Receive().has_value());
  EXPECT_TRUE(writer.Finish().ok());
}

// Callbacks that come from the committer after the stream has died find nothing to break.
TEST_F(BadStream, CancelledStreamsLeaveTheServerWhole) {
  for (int round = 0; round < 50; ++round) {
    Writer writer(desk_);
    ASSERT_TRUE(writer.Open("w" + std::to_string(round)).has_value());
    for (uint64_t i = 0; i < 8; ++i) writer.Send(MakeChunk({i * 50, i * 50 + 50}));
    writer.Cancel();
    EXPECT_EQ(writer.Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  v1::QueueStatusResponse status;
  EXPECT_TRUE(desk_.Status(&status).ok());
  EXPECT_EQ(server_.Stop().code, 0);
}

}  // namespace
}  // namespace winnow::testing
