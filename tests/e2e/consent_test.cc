// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RevokeConsent on a real server with several shards: what it stops, and that kill -9 in the middle
// of it leaves nothing half revoked (storage.md E2).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/desk.h"
#include "tests/testing/test_server.h"
#include "winnow/v1/governance_service.grpc.pb.h"

namespace winnow::testing {
namespace {

constexpr int kQueues = 3;

std::string QueueOf(int i) { return "queues/q" + std::to_string(i); }
std::string SubjectOf(int i) { return "00000000000000a" + std::to_string(i); }

// A server with a shard for each of three queues, and its clients.
class ConsentE2e : public ::testing::Test {
 protected:
  ConsentE2e() {
    Connect();
    desk_->SetUpQueue();
    for (int i = 0; i < kQueues; ++i) {
      v1::CreateQueueRequest create;
      create.mutable_queue()->set_name(QueueOf(i));
      create.set_policy("policies/open@1");
      v1::CreateQueueResponse created;
      grpc::ClientContext context;
      Check(desk_->policy().CreateQueue(&context, create, &created), "CreateQueue");
      shards_.insert(created.queue().shard());
    }
  }

  void Connect() {
    const auto channel = server_.NewChannel();
    desk_ = std::make_unique<Desk>(channel);
    governance_ = v1::GovernanceService::NewStub(channel);
  }

  // Candidate `id` of a subject in every queue.
  void Add(const std::string& id, const std::string& subject) {
    for (int i = 0; i < kQueues; ++i) {
      v1::BatchUpsertCandidatesRequest request;
      request.set_queue(QueueOf(i));
      v1::Candidate& candidate = *request.add_candidates();
      candidate = MakeCandidate(0);
      candidate.set_candidate_id(id);
      candidate.set_subject(subject);
      v1::BatchUpsertCandidatesResponse response;
      grpc::ClientContext context;
      Check(desk_->ingest().BatchUpsertCandidates(&context, request, &response), "Upsert");
      ASSERT_EQ(response.result().accepted(), 1u) << response.ShortDebugString();
    }
  }

  v1::RequestBatchResponse Take(int queue) {
    v1::RequestBatchRequest request;
    request.set_queue(QueueOf(queue));
    request.set_labeler("team");
    request.set_max_items(100);
    v1::RequestBatchResponse response;
    grpc::ClientContext context;
    Check(desk_->review().RequestBatch(&context, request, &response), "RequestBatch");
    return response;
  }

  grpc::Status Revoke(const std::string& subject, v1::RevokeConsentResponse* response) {
    v1::RevokeConsentRequest request;
    request.set_subject(subject);
    request.set_request_id("revoke-" + subject);
    grpc::ClientContext context;
    return governance_->RevokeConsent(&context, request, response);
  }

  v1::CandidateStatus Status(int queue, const std::string& id) {
    v1::GetCandidateRequest request;
    request.set_name(QueueOf(queue) + "/candidates/" + id);
    v1::GetCandidateResponse response;
    grpc::ClientContext context;
    Check(desk_->ingest().GetCandidate(&context, request, &response), "GetCandidate");
    return response.candidate();
  }

  TestServer server_{{.config = "shards: 3\n"}};
  std::unique_ptr<Desk> desk_;
  std::unique_ptr<v1::GovernanceService::Stub> governance_;
  std::set<uint32_t> shards_;
};

TEST_F(ConsentE2e, ARevocationReachesEveryShardBeforeItsAnswer) {
  EXPECT_EQ(shards_.size(), 3u);
  Add("a", SubjectOf(1));
  Add("b", SubjectOf(2));
  std::vector<v1::RequestBatchResponse> batches;
  for (int i = 0; i < kQueues; ++i) batches.push_back(Take(i));
  v1::RevokeConsentResponse revoked;
  Check(Revoke(SubjectOf(1), &revoked), "RevokeConsent");
  EXPECT_EQ(revoked.candidates(), 3u);
  EXPECT_EQ(revoked.withdrawn_items(), 3u);
  EXPECT_EQ(revoked.batch_count(), 3u);
  for (int i = 0; i < kQueues; ++i) {
    EXPECT_EQ(Status(i, "a").exclusion(), v1::EXCLUSION_REASON_CONSENT_REVOKED);
    EXPECT_EQ(Status(i, "a").batch(), "");
    EXPECT_EQ(Status(i, "b").batch(), batches[static_cast<size_t>(i)].batch());
    v1::SubmitLabelsResponse labels;
    Check(desk_->LabelAll(batches[static_cast<size_t>(i)], &labels), "SubmitLabels");
    EXPECT_EQ(labels.accepted(), 1u);
    ASSERT_EQ(labels.row_errors_size(), 1);
    EXPECT_EQ(labels.row_errors(0).reason(), v1::ERROR_REASON_CONSENT_REVOKED);
  }
  EXPECT_EQ(server_.Stop().code, 0);
  const std::string config = WriteFile(server_.folder(), "fsck.yaml", "shards: 3\n");
  EXPECT_EQ(
      RunWinnowd(server_.folder(), {"fsck", "--config", config, "--data-dir", server_.data_dir()})
          .code,
      0);
}

TEST_F(ConsentE2e, KilledInTheMiddleItHoldsEverywhereOrNowhereAndIsCompletedByARetry) {
  constexpr int kKills = 8;
  for (int kill = 0; kill < kKills; ++kill) {
    const std::string subject = SubjectOf(kill);
    const std::string id = "c" + std::to_string(kill);
    Add(id, subject);
    std::vector<v1::RequestBatchResponse> batches;
    for (int i = 0; i < kQueues; ++i) batches.push_back(Take(i));
    std::thread caller([&] {
      v1::RevokeConsentResponse lost;
      Revoke(subject, &lost);
    });
    // A little later each time.
    for (int i = 0; i < kill; ++i) Status(0, id);
    server_.Kill();
    caller.join();
    server_.Start();
    Connect();
    const bool holds = Status(0, id).exclusion() == v1::EXCLUSION_REASON_CONSENT_REVOKED;
    for (int i = 0; i < kQueues; ++i) {
      EXPECT_EQ(Status(i, id).exclusion() == v1::EXCLUSION_REASON_CONSENT_REVOKED, holds);
      if (!holds) continue;
      v1::SubmitLabelsResponse labels;
      const grpc::Status submitted = desk_->LabelAll(batches[static_cast<size_t>(i)], &labels);
      // The only item may be withdrawn already, and then the batch is closed.
      EXPECT_TRUE(!submitted.ok() || labels.accepted() == 0);
    }
    v1::RevokeConsentResponse revoked;
    Check(Revoke(subject, &revoked), "RevokeConsent");
    EXPECT_EQ(revoked.candidates(), 3u);
    EXPECT_EQ(revoked.batch_count(), 3u);
    v1::RevokeConsentResponse again;
    Check(Revoke(subject, &again), "RevokeConsent");
    EXPECT_EQ(again.withdrawn_items(), revoked.withdrawn_items());
    for (int i = 0; i < kQueues; ++i) {
      EXPECT_EQ(Status(i, id).exclusion(), v1::EXCLUSION_REASON_CONSENT_REVOKED);
      EXPECT_EQ(Status(i, id).batch(), "");
      EXPECT_EQ(Take(i).items_size(), 0);
    }
  }
  EXPECT_EQ(server_.Stop().code, 0);
}

TEST_F(ConsentE2e, BadTargetsAreNamedAndNotRepeated) {
  v1::RevokeConsentResponse response;
  grpc::ClientContext context;
  const grpc::Status none = governance_->RevokeConsent(&context, {}, &response);
  EXPECT_EQ(none.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  const grpc::Status person = Revoke("Ann Example", &response);
  EXPECT_EQ(person.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(person.error_message(), ::testing::Not(::testing::HasSubstr("Ann")));
}

}  // namespace
}  // namespace winnow::testing
