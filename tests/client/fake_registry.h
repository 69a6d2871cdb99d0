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
};

}  // namespace winnow::client

#endif  // WINNOW_TESTS_CLIENT_FAKE_REGISTRY_H_
