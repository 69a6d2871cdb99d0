// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// FakeRegistry: a PolicyService whose answers a test scripts.
#ifndef WINNOW_TESTS_CLIENT_FAKE_REGISTRY_H_
#define WINNOW_TESTS_CLIENT_FAKE_REGISTRY_H_

#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "winnow/v1/policy_service.grpc.pb.h"

namespace winnow::client {

// Thread-safe.
class FakeRegistry final : public v1::PolicyService::Service {
 public:
  // The next calls fail so, in order; later ones succeed.
  void FailNext(std::deque<grpc::Status> statuses) {
    const std::lock_guard<std::mutex> lock(mutex_);
    failures_ = std::move(statuses);
  }
  // Answers carry (shard 3, epoch, seq) from now on.
  void SetPosition(uint64_t epoch, uint64_t seq) {
    const std::lock_guard<std::mutex> lock(mutex_);
    position_.set_shard(3);
    position_.set_epoch(epoch);
    position_.set_seq(seq);
  }
  // Request ids of all attempts.
  std::vector<std::string> request_ids() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return request_ids_;
  }
  std::vector<v1::UpdateSliceRequest> slice_updates() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return slice_updates_;
  }
  v1::Queue queue() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return queue_;
  }
  void SetQueue(const v1::Queue& queue) {
    const std::lock_guard<std::mutex> lock(mutex_);
    queue_ = queue;
  }

  grpc::Status RegisterSource(grpc::ServerContext*, const v1::RegisterSourceRequest* request,
                              v1::RegisterSourceResponse* response) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    request_ids_.push_back(request->request_id());
    *response->mutable_source() = request->source();
    *response->mutable_position() = position_;
    return Take();
  }
  grpc::Status GetQueue(grpc::ServerContext*, const v1::GetQueueRequest* request,
                        v1::GetQueueResponse* response) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    *response->mutable_queue() = queue_;
    response->mutable_queue()->set_name(request->name());
    *response->mutable_position() = position_;
    return Take();
  }
  grpc::Status UpdateQueue(grpc::ServerContext*, const v1::UpdateQueueRequest* request,
                           v1::UpdateQueueResponse* response) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    queue_ = request->queue();
    *response->mutable_queue() = queue_;
    return Take();
  }
  grpc::Status UpdateSlice(grpc::ServerContext*, const v1::UpdateSliceRequest* request,
                           v1::UpdateSliceResponse* response) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    slice_updates_.push_back(*request);
    *response->mutable_slice() = request->slice();
    return Take();
  }
  // Revision p@1 of content hash "ab..", approved by legal alone.
  grpc::Status GetPolicyRevision(grpc::ServerContext*, const v1::GetPolicyRevisionRequest* request,
                                 v1::GetPolicyRevisionResponse* response) override {
    v1::PolicyRevision& revision = *response->mutable_policy_revision();
    revision.set_name(request->name());
    revision.set_state(v1::POLICY_STATE_DRAFT);
    revision.set_author("ada");
    for (int i = 0; i < 32; ++i) revision.mutable_content_hash()->append("ab");
    v1::PolicyApproval& approval = *revision.add_approvals();
    approval.set_role(v1::ROLE_POLICY_LEGAL);
    approval.set_approver("lena");
    approval.mutable_approve_time()->set_seconds(1795341600);
    for (const v1::Role role : {v1::ROLE_POLICY_DATA, v1::ROLE_POLICY_PRODUCT, v1::ROLE_POLICY_ML})
      revision.add_missing_approvals(role);
    return grpc::Status::OK;
  }
  grpc::Status ApprovePolicyRevision(grpc::ServerContext* context,
                                     const v1::ApprovePolicyRevisionRequest* request,
                                     v1::ApprovePolicyRevisionResponse* response) override {
    v1::GetPolicyRevisionRequest read;
    read.set_name(request->policy());
    v1::GetPolicyRevisionResponse revision;
    GetPolicyRevision(context, &read, &revision);
    response->mutable_policy_revision()->Swap(revision.mutable_policy_revision());
    const std::lock_guard<std::mutex> lock(mutex_);
    approval_ = *request;
    return Take();
  }
  v1::ApprovePolicyRevisionRequest approval() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return approval_;
  }
  grpc::Status SimulatePolicy(grpc::ServerContext*, const v1::SimulatePolicyRequest* request,
                              v1::SimulatePolicyResponse* response) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    simulation_ = *request;
    response->mutable_proposed()->set_eligible(12);
    response->mutable_proposed()->set_selected(5);
    response->mutable_proposed()->set_explore(2);
    response->mutable_proposed()->add_cap_overflows()->set_count(2);
    v1::QuotaLine& line = *response->mutable_proposed()->add_quotas();
    line.set_slice("lead");
    line.set_filled(5);
    line.set_shortfall(3);
    line.set_shortfall_reason(v1::SHORTFALL_REASON_NO_SUPPLY);
    response->mutable_active()->set_policy("p@1");
    response->mutable_active()->set_selected(8);
    response->set_common_items(4);
    v1::SliceDifference& difference = *response->add_differences();
    difference.set_slice("lead");
    difference.set_active(8);
    difference.set_proposed(5);
    return Take();
  }
  v1::SimulatePolicyRequest simulation() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return simulation_;
  }

  // The one rubric revision that it knows.
  void SetRubric(const v1::RubricRevision& revision) {
    const std::lock_guard<std::mutex> lock(mutex_);
    rubric_ = revision;
  }
  grpc::Status GetRubricRevision(grpc::ServerContext*, const v1::GetRubricRevisionRequest* request,
                                 v1::GetRubricRevisionResponse* response) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    *response->mutable_rubric_revision() = rubric_;
    return request->name() == rubric_.name() ? Take()
                                             : grpc::Status(grpc::StatusCode::NOT_FOUND, "none");
  }

  // 250 sources s0, s1, .. in pages of at most 100, whatever is asked for.
  grpc::Status ListSources(grpc::ServerContext*, const v1::ListSourcesRequest* request,
                           v1::ListSourcesResponse* response) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    const int first = request->page_token().empty() ? 0 : std::stoi(request->page_token());
    const int end = std::min({first + 100, first + request->page_size(), 250});
    for (int i = first; i < end; ++i) {
      response->add_sources()->set_name("sources/s" + std::to_string(i));
    }
    if (end < 250) response->set_next_page_token(std::to_string(end));
    return Take();
  }

 private:
  grpc::Status Take() {
    if (failures_.empty()) return grpc::Status::OK;
    const grpc::Status status = failures_.front();
    failures_.pop_front();
    return status;
  }

  mutable std::mutex mutex_;
  std::deque<grpc::Status> failures_;
  v1::Position position_;
  v1::Queue queue_;
  std::vector<std::string> request_ids_;
  std::vector<v1::UpdateSliceRequest> slice_updates_;
  v1::ApprovePolicyRevisionRequest approval_;
  v1::SimulatePolicyRequest simulation_;
  v1::RubricRevision rubric_;
};

}  // namespace winnow::client

#endif  // WINNOW_TESTS_CLIENT_FAKE_REGISTRY_H_
