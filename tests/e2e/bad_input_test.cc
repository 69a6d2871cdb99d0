// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What unary calls refuse (issue 2, "Bad input"): the code, the reason, and that nothing is echoed
// or half applied.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "tests/e2e/desk.h"
#include "tests/server/rpc/rich_status.h"
#include "tests/testing/approve_policy.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class BadInput : public ::testing::Test {
 protected:
  BadInput() : desk_(server_.NewChannel()) { desk_.SetUpQueue(); }

  grpc::Status RequestBatch(const v1::RequestBatchRequest& request) {
    grpc::ClientContext context;
    v1::RequestBatchResponse response;
    return desk_.review().RequestBatch(&context, request, &response);
  }
  grpc::Status CreatePolicy(const v1::ReviewPolicy& policy) {
    grpc::ClientContext context;
    v1::CreatePolicyRevisionRequest request;
    v1::CreatePolicyRevisionResponse response;
    request.set_policy_id("bad");
    *request.mutable_policy() = policy;
    return desk_.policy().CreatePolicyRevision(&context, request, &response);
  }
  // Sends three candidates, the second of them changed, and returns what became of the rows.
  v1::IngestResult Spoil(const std::function<void(v1::Candidate&)>& change) {
    grpc::ClientContext context;
    v1::BatchUpsertCandidatesRequest request;
    v1::BatchUpsertCandidatesResponse response;
    request.set_queue(Desk::kQueue);
    for (uint64_t i = 0; i < 3; ++i) *request.add_candidates() = MakeCandidate(next_++);
    change(*request.mutable_candidates(1));
    const grpc::Status status = desk_.ingest().BatchUpsertCandidates(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.result();
  }

  static v1::RequestBatchRequest GoodRequest() {
    v1::RequestBatchRequest request;
    request.set_queue(Desk::kQueue);
    request.set_labeler("team");
    request.set_max_items(10);
    return request;
  }

  TestServer server_;
  Desk desk_;
  uint64_t next_ = 0;
};

TEST_F(BadInput, AnUnknownQueue) {
  v1::RequestBatchRequest request = GoodRequest();
  request.set_queue("queues/sekret");
  const grpc::Status status = RequestBatch(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(rpc::Unpack(status).reason, "QUEUE_UNKNOWN");
  EXPECT_EQ(rpc::Unpack(status).domain, "winnow");
  EXPECT_THAT(status.error_message(), Not(HasSubstr("sekret")));
}

TEST_F(BadInput, EveryViolationOfARequestAtOnce) {
  v1::RequestBatchRequest request;
  request.set_queue("sekret");
  request.set_labeler("sekret/word");
  request.add_slices(std::string(65, 's'));
  const grpc::Status status = RequestBatch(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(rpc::Unpack(status).fields,
            (std::vector<std::string>{"queue", "labeler", "max_items", "slices[0]"}));
  EXPECT_THAT(status.error_message() + status.error_details(), Not(HasSubstr("sekret")));
}

TEST_F(BadInput, TextThatIsNotUtf8AndFieldsThatNobodyKnows) {
  v1::RequestBatchRequest request = GoodRequest();
  request.set_labeler("sekret\xff");
  grpc::Status status = RequestBatch(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(rpc::Unpack(status).fields, std::vector<std::string>{"labeler"});
  request = GoodRequest();
  request.GetReflection()->MutableUnknownFields(&request)->AddLengthDelimited(
      4711, std::string(1'000'000, 'p'));
  status = RequestBatch(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(rpc::Unpack(status).reason, "FIELD_UNKNOWN");
}

TEST_F(BadInput, RowsThatBreakTheirRulesAreRefusedAloneAndNotEchoed) {
  const double kInfinity = std::numeric_limits<double>::infinity();
  const std::vector<std::pair<std::string, std::function<void(v1::Candidate&)>>> changes = {
      {"slice", [](v1::Candidate& c) { c.set_slice(std::string(65, 's')); }},
      {"slice", [](v1::Candidate& c) { c.set_slice("sekret/word"); }},
      {"candidate_id", [](v1::Candidate& c) { c.set_candidate_id("sekret/word"); }},
      {"signals", [](v1::Candidate& c) { c.mutable_signals(0)->set_value(std::nan("")); }},
      {"signals", [=](v1::Candidate& c) { c.mutable_signals(0)->set_value(kInfinity); }},
      {"signals", [=](v1::Candidate& c) { c.mutable_signals(0)->set_value(-kInfinity); }},
      {"signals", [](v1::Candidate& c) { c.mutable_signals(0)->clear_value(); }},
      {"signals",
       [](v1::Candidate& c) {
         c.mutable_signals(0)->set_name("daily_sessions");
         c.mutable_signals(0)->set_value(-1);
       }},
      {"signals",
       [](v1::Candidate& c) {
         c.mutable_signals(0)->set_name("daily_sessions");
         c.mutable_signals(0)->set_value(9223372036854775808.0);
       }},
      {"attributes", [](v1::Candidate& c) { (*c.mutable_attributes())["sekret"] = "sekret"; }},
  };
  uint64_t stored = 0;
  for (const auto& [field, change] : changes) {
    const v1::IngestResult result = Spoil(change);
    EXPECT_EQ(result.accepted(), 2u) << field;
    stored += 2;
    ASSERT_EQ(result.row_errors_size(), 1) << field;
    const v1::RowError& error = result.row_errors(0);
    EXPECT_EQ(error.index(), 1u);
    EXPECT_THAT(error.field(), HasSubstr(field));
    EXPECT_FALSE(error.message().empty());
    EXPECT_THAT(error.field() + error.message(), Not(HasSubstr("sekret")));
  }
  v1::QueueStatusResponse status;
  Check(desk_.Status(&status), "Status");
  EXPECT_EQ(status.candidates(), stored);
}

TEST_F(BadInput, ARequestIdWithAnotherPayload) {
  Check(desk_.Upsert({0, 100}), "Upsert");
  v1::RequestBatchResponse first;
  v1::RequestBatchResponse again;
  Check(desk_.RequestBatch({.max_items = 10, .request_id = "r1"}, &first), "RequestBatch");
  Check(desk_.RequestBatch({.max_items = 10, .request_id = "r1"}, &again), "RequestBatch");
  EXPECT_EQ(first.batch(), again.batch());
  EXPECT_EQ(first.lease().token(), again.lease().token());
  v1::RequestBatchResponse other;
  const grpc::Status status = desk_.RequestBatch({.max_items = 11, .request_id = "r1"}, &other);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(rpc::Unpack(status).reason, "REQUEST_ID_REUSED");
  v1::QueueStatusResponse standing;
  Check(desk_.Status(&standing), "Status");
  EXPECT_EQ(standing.leased(), 10u);
}

TEST_F(BadInput, AForeignOrEndedLeaseToken) {
  Check(desk_.Upsert({0, 100}), "Upsert");
  v1::RequestBatchResponse mine;
  v1::RequestBatchResponse theirs;
  Check(desk_.RequestBatch({.labeler = "a", .max_items = 5}, &mine), "RequestBatch");
  Check(desk_.RequestBatch({.labeler = "b", .max_items = 5}, &theirs), "RequestBatch");
  v1::SubmitLabelsResponse labels;
  v1::RequestBatchResponse mixed = mine;
  mixed.mutable_lease()->set_token(theirs.lease().token());
  EXPECT_EQ(rpc::Unpack(desk_.LabelAll(mixed, &labels)).reason, "LEASE_SUPERSEDED");
  mixed.mutable_lease()->set_token("sekret");
  const grpc::Status status = desk_.LabelAll(mixed, &labels);
  EXPECT_EQ(rpc::Unpack(status).reason, "LEASE_SUPERSEDED");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_THAT(status.error_message(), Not(HasSubstr("sekret")));
  Check(desk_.Complete(mine), "Complete");
  grpc::ClientContext context;
  v1::RenewLeaseRequest renew;
  v1::RenewLeaseResponse renewed;
  renew.set_batch(mine.batch());
  renew.set_token(mine.lease().token());
  EXPECT_EQ(rpc::Unpack(desk_.review().RenewLease(&context, renew, &renewed)).reason,
            "LEASE_SUPERSEDED");
  v1::QueueStatusResponse standing;
  Check(desk_.Status(&standing), "Status");
  EXPECT_EQ(standing.labeled(), 0u);
}

TEST_F(BadInput, ALabelByTheSameAnnotatorTwice) {
  v1::ReviewPolicy policy = OpenPolicy();
  policy.set_required_labels(2);
  {
    grpc::ClientContext context;
    v1::CreatePolicyRevisionRequest request;
    v1::CreatePolicyRevisionResponse response;
    request.set_policy_id("twice");
    *request.mutable_policy() = policy;
    Check(desk_.policy().CreatePolicyRevision(&context, request, &response), "Create");
    ApprovePolicy(desk_.policy(), response.policy_revision().name());
  }
  {
    grpc::ClientContext context;
    v1::ActivatePolicyRevisionRequest request;
    v1::ActivatePolicyRevisionResponse response;
    request.set_queue(Desk::kQueue);
    request.set_policy("policies/twice");
    Check(desk_.policy().ActivatePolicyRevision(&context, request, &response), "Activate");
  }
  Check(desk_.Upsert({0, 10}), "Upsert");
  v1::RequestBatchResponse batch;
  Check(desk_.RequestBatch({.max_items = 3}, &batch), "RequestBatch");
  v1::SubmitLabelsResponse first;
  v1::SubmitLabelsResponse second;
  Check(desk_.LabelAll(batch, &first), "SubmitLabels");
  EXPECT_EQ(first.accepted(), 3u);
  Check(desk_.LabelAll(batch, &second), "SubmitLabels");
  EXPECT_EQ(second.accepted(), 0u);
  ASSERT_EQ(second.row_errors_size(), 3);
  EXPECT_EQ(second.row_errors(0).reason(), v1::ERROR_REASON_ANNOTATOR_REPEATED);
}

TEST_F(BadInput, APolicyThatContradictsItselfOrNamesWhatCannotBe) {
  v1::ReviewPolicy policy = OpenPolicy();
  v1::SliceQuota* quota = policy.mutable_allocation()->add_quotas();
  quota->set_slice("s1");
  quota->set_min(10);
  quota->set_max(5);
  policy.mutable_signal_terms(0)->set_signal("No-Such-Signal");
  v1::Cap* cap = policy.add_caps();
  cap->set_attribute("Sekret-Attribute");
  const grpc::Status status = CreatePolicy(policy);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const rpc::RichStatus rich = rpc::Unpack(status);
  EXPECT_EQ(rich.reason, "POLICY_INVALID");
  EXPECT_GE(rich.fields.size(), 3u);
  EXPECT_THAT(rich.fields, Contains(HasSubstr("quotas[0]")));
  EXPECT_THAT(rich.fields, Contains(HasSubstr("signal_terms[0]")));
  EXPECT_THAT(rich.fields, Contains(HasSubstr("caps[0]")));
  EXPECT_THAT(status.error_message(), Not(HasSubstr("Sekret")));
}

TEST_F(BadInput, ADeadlineThatHasPassedChangesNothing) {
  Check(desk_.Upsert({0, 10}), "Upsert");
  for (int i = 0; i < 20; ++i) {
    grpc::ClientContext context;
    v1::RequestBatchRequest request = GoodRequest();
    v1::RequestBatchResponse response;
    context.set_deadline(gpr_inf_past(GPR_CLOCK_REALTIME));
    EXPECT_EQ(desk_.review().RequestBatch(&context, request, &response).error_code(),
              grpc::StatusCode::DEADLINE_EXCEEDED);
  }
  v1::QueueStatusResponse standing;
  Check(desk_.Status(&standing), "Status");
  EXPECT_EQ(standing.leased(), 0u);
}

}  // namespace
}  // namespace winnow::testing
