// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/content/message_check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "winnow/v1/governance_service.pb.h"
#include "winnow/v1/ingest_service.pb.h"
#include "winnow/v1/policy_service.pb.h"
#include "winnow/v1/release_service.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::content {
namespace {

constexpr char kMail[] = "john.doe@example.com";

std::string FieldOf(const google::protobuf::Message& message) {
  const auto refusal = MessageCheck(message.GetDescriptor()).Find(message);
  if (!refusal.has_value()) return "nothing";
  EXPECT_EQ(refusal->Problem().find("john"), std::string::npos);
  return refusal->field;
}

TEST(MessageCheck, NamesTheFieldAtEveryDepth) {
  v1::CreatePolicyRevisionRequest request;
  request.set_policy_id("asr");
  request.mutable_policy()->mutable_allocation()->add_quotas()->set_slice("healthcare-lead");
  EXPECT_EQ(FieldOf(request), "nothing");
  request.mutable_policy()->mutable_allocation()->add_quotas()->set_slice(kMail);
  EXPECT_EQ(FieldOf(request), "policy.allocation.quotas[1].slice");
}

TEST(MessageCheck, NamesTheElementOfAListOfTexts) {
  v1::RequestBatchRequest request;
  request.add_slices("healthcare-lead");
  request.add_slices(kMail);
  EXPECT_EQ(FieldOf(request), "slices[1]");
}

TEST(MessageCheck, LooksAtKeysAndValuesOfMapsAndNamesNeither) {
  v1::SubmitLabelsRequest request;
  (*request.add_labels()->mutable_values())[kMail].set_flag(true);
  EXPECT_EQ(FieldOf(request), "labels[0].values.key");
  request.mutable_labels(0)->clear_values();
  (*request.mutable_labels(0)->mutable_values())["fluency"].set_category(kMail);
  EXPECT_EQ(FieldOf(request), "labels[0].values.value.category");
}

TEST(MessageCheck, LetsAWaiverSayItsReasonInWords) {
  v1::WaiveFindingRequest request;
  request.mutable_waiver()->set_reason("Two speakers of the slice, both of a fair");
  EXPECT_EQ(FieldOf(request), "nothing");
  request.mutable_waiver()->set_reason(std::string("Ask ") + kMail);
  EXPECT_EQ(FieldOf(request), "waiver.reason");
}

TEST(MessageCheck, LeavesRowsToThoseWhoTakeThemIn) {
  v1::BatchUpsertCandidatesRequest request;
  request.add_candidates()->set_candidate_id(kMail);
  EXPECT_EQ(FieldOf(request), "nothing");
  EXPECT_EQ(FieldOf(request.candidates(0)), "candidate_id");
}

// Every service, every method: a field of bytes would pass the detectors by.
TEST(MessageCheck, NoRequestHasAFieldOfBytes) {
  std::vector<const google::protobuf::Descriptor*> pending;
  for (const google::protobuf::Descriptor* request :
       {v1::BatchPushSignalsRequest::descriptor(), v1::RequestBatchRequest::descriptor(),
        v1::CreateQueueRequest::descriptor(), v1::CreateEvaluationRequest::descriptor(),
        v1::QueueStatusRequest::descriptor()}) {
    const google::protobuf::ServiceDescriptor* service = request->file()->service(0);
    for (int i = 0; i < service->method_count(); ++i) {
      pending.push_back(service->method(i)->input_type());
    }
  }
  for (size_t next = 0; next < pending.size(); ++next) {
    for (int i = 0; i < pending[next]->field_count(); ++i) {
      const auto* field = pending[next]->field(i);
      EXPECT_NE(field->type(), google::protobuf::FieldDescriptor::TYPE_BYTES) << field->full_name();
      if (field->message_type() == nullptr) continue;
      if (std::count(pending.begin(), pending.end(), field->message_type()) == 0) {
        pending.push_back(field->message_type());
      }
    }
  }
}

}  // namespace
}  // namespace winnow::content
