// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Desk: a client of a TestServer with what most end-to-end tests do: a queue under a policy,
// candidates, batches. Calls are made through the generated stubs, so that nothing of ours stands
// between the test and the wire.
#ifndef WINNOW_TESTS_E2E_DESK_H_
#define WINNOW_TESTS_E2E_DESK_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "winnow/v1/governance_service.grpc.pb.h"
#include "winnow/v1/ingest_service.grpc.pb.h"
#include "winnow/v1/policy_service.grpc.pb.h"
#include "winnow/v1/review_service.grpc.pb.h"

namespace winnow::testing {

// A range of candidate numbers, the end not included.
struct Numbers {
  uint64_t begin = 0;
  uint64_t end = 0;
};

// Candidate number `i`: eligible for training, in one of eight slices, its score rising with `i`.
v1::Candidate MakeCandidate(uint64_t i);
std::string CandidateId(uint64_t i);
v1::CandidateChunk MakeChunk(const Numbers& numbers);

// What RequestBatch is asked for.
struct Wish {
  std::string labeler = "team";
  uint32_t max_items = 100;
  int64_t lease_seconds = 3600;
  std::string request_id = {};
};

// Thread-safe, but for construction. Failures are the caller's to judge: every method returns the
// status of its call.
class Desk {
 public:
  static constexpr char kQueue[] = "queues/asr";

  explicit Desk(std::shared_ptr<grpc::Channel> channel);

  // Registers the source and the consent scope of MakeCandidate, and creates kQueue under a policy
  // that scores by `entropy` and lets everything in, approved by its owners. Throws std::runtime_error with the status
  // of the first call that fails.
  void SetUpQueue();

  grpc::Status Upsert(const Numbers& numbers, v1::IngestResult* result = nullptr);
  grpc::Status RequestBatch(const Wish& wish, v1::RequestBatchResponse* response);
  // Labels every item of a batch as one annotator.
  grpc::Status LabelAll(const v1::RequestBatchResponse& batch, v1::SubmitLabelsResponse* response);
  grpc::Status Renew(const v1::RequestBatchResponse& batch);
  grpc::Status Complete(const v1::RequestBatchResponse& batch);
  grpc::Status GetCandidate(const std::string& id, v1::CandidateStatus* candidate);
  grpc::Status Status(v1::QueueStatusResponse* response);
  grpc::Status CommittedOffset(const std::string& writer, uint64_t* offset);

  v1::IngestService::Stub& ingest() { return *ingest_; }
  v1::ReviewService::Stub& review() { return *review_; }
  v1::PolicyService::Stub& policy() { return *policy_; }

 private:
  const std::unique_ptr<v1::IngestService::Stub> ingest_;
  const std::unique_ptr<v1::ReviewService::Stub> review_;
  const std::unique_ptr<v1::PolicyService::Stub> policy_;
  const std::unique_ptr<v1::GovernanceService::Stub> governance_;
};

// A policy under which every candidate of MakeCandidate may be drawn.
v1::ReviewPolicy OpenPolicy();

// Throws std::runtime_error unless `status` is OK.
void Check(const grpc::Status& status, const std::string& what);

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_E2E_DESK_H_
