// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/e2e/desk.h"

#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/testing/approve_policy.h"

namespace winnow::testing {
namespace {

constexpr uint64_t kSlices = 8;
// 2099-01-01, and a moment in the past for signals.
constexpr int64_t kRetainUntil = 4070908800;
constexpr int64_t kComputed = 1767225600;

}  // namespace

void Check(const grpc::Status& status, const std::string& what) {
  if (status.ok()) return;
  throw std::runtime_error(what + ": " + std::to_string(status.error_code()) + " " +
                           status.error_message());
}

std::string CandidateId(uint64_t i) { return "c" + std::to_string(i); }

v1::Candidate MakeCandidate(uint64_t i) {
  v1::Candidate candidate;
  candidate.set_candidate_id(CandidateId(i));
  candidate.set_source("calls");
  candidate.set_consent_scope("research");
  candidate.mutable_retain_until()->set_seconds(kRetainUntil);
  candidate.set_rubric("asr");
  candidate.set_slice("s" + std::to_string(i % kSlices));
  candidate.set_stage(v1::STAGE_ACOUSTIC);
  candidate.set_split(v1::SPLIT_TRAIN);
  candidate.set_model_release("m1");
  v1::Signal* signal = candidate.add_signals();
  signal->set_name("entropy");
  signal->set_value(static_cast<double>(i % 1000) / 1000);
  signal->mutable_compute_time()->set_seconds(kComputed);
  return candidate;
}

v1::CandidateChunk MakeChunk(const Numbers& numbers) {
  v1::CandidateChunk chunk;
  chunk.set_offset(numbers.begin);
  for (uint64_t i = numbers.begin; i < numbers.end; ++i) *chunk.add_candidates() = MakeCandidate(i);
  return chunk;
}

v1::ReviewPolicy OpenPolicy() {
  v1::ReviewPolicy policy;
  policy.set_purpose(v1::PURPOSE_TRAINING);
  v1::SignalTerm* term = policy.add_signal_terms();
  term->set_name("entropy");
  term->set_signal("entropy");
  term->set_clamp_high(1);
  term->set_weight(1);
  policy.mutable_allocation()->set_kind(v1::ALLOCATION_KIND_BY_SCORE);
  policy.mutable_lease()->set_max_items(5000);
  policy.mutable_lease()->mutable_max_lease()->set_seconds(7 * 24 * 3600);
  policy.set_required_labels(1);
  return policy;
}

Desk::Desk(std::shared_ptr<grpc::Channel> channel)
    : ingest_(v1::IngestService::NewStub(channel)),
      review_(v1::ReviewService::NewStub(channel)),
      policy_(v1::PolicyService::NewStub(channel)),
      governance_(v1::GovernanceService::NewStub(channel)) {}

void Desk::SetUpQueue() {
  {
    v1::RegisterSourceRequest request;
    v1::RegisterSourceResponse response;
    grpc::ClientContext context;
    request.mutable_source()->set_name("sources/calls");
    Check(policy_->RegisterSource(&context, request, &response), "RegisterSource");
  }
  {
    v1::RegisterConsentScopeRequest request;
    v1::RegisterConsentScopeResponse response;
    grpc::ClientContext context;
    request.mutable_consent_scope()->set_name("consentScopes/research");
    request.mutable_consent_scope()->add_purposes(v1::PURPOSE_TRAINING);
    Check(policy_->RegisterConsentScope(&context, request, &response), "RegisterConsentScope");
  }
  {
    v1::CreatePolicyRevisionRequest request;
    v1::CreatePolicyRevisionResponse response;
    grpc::ClientContext context;
    request.set_policy_id("open");
    *request.mutable_policy() = OpenPolicy();
    Check(policy_->CreatePolicyRevision(&context, request, &response), "CreatePolicyRevision");
    ApprovePolicy(*policy_, response.policy_revision().name());
  }
  v1::CreateQueueRequest request;
  v1::CreateQueueResponse response;
  grpc::ClientContext context;
  request.mutable_queue()->set_name(kQueue);
  request.mutable_queue()->set_min_cell_subjects(1);
  request.set_policy("policies/open@1");
  Check(policy_->CreateQueue(&context, request, &response), "CreateQueue");
}

grpc::Status Desk::Upsert(const Numbers& numbers, v1::IngestResult* result) {
  v1::BatchUpsertCandidatesRequest request;
  v1::BatchUpsertCandidatesResponse response;
  grpc::ClientContext context;
  request.set_queue(kQueue);
  request.mutable_candidates()->Swap(MakeChunk(numbers).mutable_candidates());
  grpc::Status status = ingest_->BatchUpsertCandidates(&context, request, &response);
  if (result != nullptr) *result = std::move(*response.mutable_result());
  return status;
}

grpc::Status Desk::RequestBatch(const Wish& wish, v1::RequestBatchResponse* response) {
  v1::RequestBatchRequest request;
  grpc::ClientContext context;
  request.set_queue(kQueue);
  request.set_labeler(wish.labeler);
  request.set_max_items(wish.max_items);
  request.mutable_lease()->set_seconds(wish.lease_seconds);
  request.set_request_id(wish.request_id);
  return review_->RequestBatch(&context, request, response);
}

grpc::Status Desk::LabelAll(const v1::RequestBatchResponse& batch,
                            v1::SubmitLabelsResponse* response) {
  v1::SubmitLabelsRequest request;
  grpc::ClientContext context;
  request.set_batch(batch.batch());
  request.set_token(batch.lease().token());
  for (const v1::BatchItem& item : batch.items()) {
    v1::Label* label = request.add_labels();
    label->set_candidate_id(item.candidate_id());
    label->set_rubric(item.rubric());
    label->set_annotator("0123456789abcdef");
    (*label->mutable_values())["word_errors"].set_number(0);
  }
  return review_->SubmitLabels(&context, request, response);
}

grpc::Status Desk::Renew(const v1::RequestBatchResponse& batch) {
  v1::RenewLeaseRequest request;
  v1::RenewLeaseResponse response;
  grpc::ClientContext context;
  request.set_batch(batch.batch());
  request.set_token(batch.lease().token());
  request.mutable_lease()->set_seconds(3600);
  return review_->RenewLease(&context, request, &response);
}

grpc::Status Desk::Complete(const v1::RequestBatchResponse& batch) {
  v1::CompleteBatchRequest request;
  v1::CompleteBatchResponse response;
  grpc::ClientContext context;
  request.set_batch(batch.batch());
  request.set_token(batch.lease().token());
  return review_->CompleteBatch(&context, request, &response);
}

grpc::Status Desk::GetCandidate(const std::string& id, v1::CandidateStatus* candidate) {
  v1::GetCandidateRequest request;
  v1::GetCandidateResponse response;
  grpc::ClientContext context;
  request.set_name(absl::StrCat(kQueue, "/candidates/", id));
  grpc::Status status = ingest_->GetCandidate(&context, request, &response);
  *candidate = std::move(*response.mutable_candidate());
  return status;
}

grpc::Status Desk::Status(v1::QueueStatusResponse* response) {
  v1::QueueStatusRequest request;
  grpc::ClientContext context;
  request.set_queue(kQueue);
  return governance_->QueueStatus(&context, request, response);
}

grpc::Status Desk::CommittedOffset(const std::string& writer, uint64_t* offset) {
  v1::GetIngestOffsetRequest request;
  v1::GetIngestOffsetResponse response;
  grpc::ClientContext context;
  request.set_queue(kQueue);
  request.set_writer_id(writer);
  request.set_stream(v1::INGEST_STREAM_CANDIDATES);
  grpc::Status status = ingest_->GetIngestOffset(&context, request, &response);
  *offset = response.committed_offset();
  return status;
}

}  // namespace winnow::testing
