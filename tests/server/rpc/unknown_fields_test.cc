// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/unknown_fields.h"

#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <string>

#include "winnow/v1/ingest_service.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::rpc {
namespace {

using google::protobuf::Message;

constexpr int kStrangeNumber = 77;

void Smuggle(Message* message) {
  message->GetReflection()->MutableUnknownFields(message)->AddLengthDelimited(
      kStrangeNumber, std::string(1000, 'x'));
}

v1::IngestCandidatesRequest SomeChunk() {
  v1::IngestCandidatesRequest request;
  for (int i = 0; i < 3; ++i) {
    v1::Candidate* candidate = request.mutable_chunk()->add_candidates();
    candidate->set_candidate_id("c");
    candidate->mutable_retain_until()->set_seconds(1);
    (*candidate->mutable_attributes())["device"] = "far";
    candidate->add_signals()->mutable_compute_time()->set_seconds(2);
  }
  return request;
}

std::string PathOf(const Message& message) {
  const auto found = UnknownFieldCheck(message.GetDescriptor()).Find(message);
  if (!found.has_value()) return "nothing";
  EXPECT_EQ(found->number, kStrangeNumber);
  return found->path;
}

// api.md P1: unknown fields are refused recursively.
TEST(UnknownFields, AreFoundInTheMessageItself) {
  v1::GetCandidateRequest request;
  EXPECT_EQ(PathOf(request), "nothing");
  Smuggle(&request);
  EXPECT_EQ(PathOf(request), "");
}

TEST(UnknownFields, AreFoundAtEveryDepth) {
  v1::IngestCandidatesRequest request = SomeChunk();
  EXPECT_EQ(PathOf(request), "nothing");
  v1::IngestCandidatesRequest deep = request;
  Smuggle(deep.mutable_chunk()->mutable_candidates(2)->mutable_signals(0)->mutable_compute_time());
  EXPECT_EQ(PathOf(deep), "chunk.candidates[2].signals[0].compute_time");
  v1::IngestCandidatesRequest middle = request;
  Smuggle(middle.mutable_chunk()->mutable_candidates(1));
  EXPECT_EQ(PathOf(middle), "chunk.candidates[1]");
}

TEST(UnknownFields, InTheValuesOfAMapAreFoundWithoutTheKey) {
  v1::SubmitLabelsRequest request;
  v1::Label* label = request.add_labels();
  (*label->mutable_values())["secret_key"].set_flag(true);
  EXPECT_EQ(PathOf(request), "nothing");
  Smuggle(&(*label->mutable_values())["secret_key"]);
  EXPECT_EQ(PathOf(request), "labels[0].values.value");
}

TEST(UnknownFields, SurviveParsingAndAreFoundThen) {
  v1::IngestCandidatesRequest request = SomeChunk();
  Smuggle(request.mutable_chunk()->mutable_candidates(0)->mutable_retain_until());
  v1::IngestCandidatesRequest parsed;
  ASSERT_TRUE(parsed.ParseFromString(request.SerializeAsString()));
  EXPECT_EQ(PathOf(parsed), "chunk.candidates[0].retain_until");
}

}  // namespace
}  // namespace winnow::rpc
