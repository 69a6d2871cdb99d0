// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/wire.h"

#include <google/rpc/status.pb.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/server/rpc/rich_status.h"
#include "winnow/v1/ingest_service.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::rpc {
namespace {

grpc::ByteBuffer ToBytes(const std::string& text) {
  const grpc::Slice slice(text);
  return grpc::ByteBuffer(&slice, 1);
}

CallEnd Read(const std::string& bytes, google::protobuf::Message& message) {
  return ReadMessage(ToBytes(bytes), RequestCheck(message.GetDescriptor()), message);
}

// Replaces a string of valid bytes in a serialised message by one of the same length that is not.
std::string Corrupt(std::string bytes, const std::string& valid) {
  const size_t at = bytes.find(valid);
  EXPECT_NE(at, std::string::npos);
  bytes[at] = '\xff';
  return bytes;
}

TEST(ReadMessage, GivesBackWhatWasWritten) {
  v1::GetCandidateRequest sent;
  sent.set_name("queues/q/candidates/c");
  grpc::ByteBuffer bytes;
  ASSERT_TRUE(WriteMessage(sent, 1000, bytes).status.ok());
  v1::GetCandidateRequest read;
  ASSERT_TRUE(ReadMessage(bytes, RequestCheck(read.GetDescriptor()), read).status.ok());
  EXPECT_EQ(read.name(), sent.name());
}

TEST(ReadMessage, NamesTheStringThatIsNotUtf8AndNotItsValue) {
  v1::IngestCandidatesRequest request;
  request.mutable_chunk()->add_candidates()->set_candidate_id("fine");
  request.mutable_chunk()->add_candidates()->set_source("spoiled");
  v1::IngestCandidatesRequest read;
  const CallEnd end = Read(Corrupt(request.SerializeAsString(), "spoiled"), read);
  EXPECT_EQ(end.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const RichStatus rich = Unpack(end.status);
  EXPECT_EQ(rich.reason, "FIELD_INVALID");
  ASSERT_EQ(rich.fields.size(), 1u);
  EXPECT_EQ(rich.fields[0], "chunk.candidates[1].source");
  EXPECT_EQ(end.status.error_message().find("poiled"), std::string::npos);
}

TEST(ReadMessage, RefusesBytesThatAreNoMessage) {
  v1::GetCandidateRequest read;
  const CallEnd end = Read("\xff\xff\xff\xff\xff", read);
  EXPECT_EQ(end.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Unpack(end.status).reason, "FIELD_INVALID");
}

TEST(ReadMessage, RefusesAFieldItDoesNotKnowAndSaysWhere) {
  v1::IngestCandidatesRequest request;
  v1::Candidate* candidate = request.mutable_chunk()->add_candidates();
  candidate->GetReflection()->MutableUnknownFields(candidate)->AddLengthDelimited(
      99, std::string(1'000'000, 'p'));
  v1::IngestCandidatesRequest read;
  const CallEnd end = Read(request.SerializeAsString(), read);
  EXPECT_EQ(end.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const RichStatus rich = Unpack(end.status);
  EXPECT_EQ(rich.reason, "FIELD_UNKNOWN");
  ASSERT_EQ(rich.fields.size(), 1u);
  EXPECT_EQ(rich.fields[0], "chunk.candidates[0]");
  EXPECT_NE(end.status.error_message().find("99"), std::string::npos);
  EXPECT_EQ(end.status.error_message().find("pp"), std::string::npos);
}

TEST(WriteMessage, RefusesAnAnswerThatIsTooLarge) {
  v1::ExportBatchResponse response;
  response.set_content(std::string(1000, 'x'));
  grpc::ByteBuffer bytes;
  EXPECT_EQ(WriteMessage(response, 1000, bytes).status.error_code(),
            grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_TRUE(WriteMessage(response, 1003, bytes).status.ok());
}

}  // namespace
}  // namespace winnow::rpc
