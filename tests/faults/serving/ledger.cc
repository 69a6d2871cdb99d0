// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/serving/ledger.h"

#include "absl/strings/str_cat.h"

namespace winnow::faults {

using winnow::testing::CandidateId;

grpc::Status Ledger::Ingest(uint64_t count) {
  const grpc::Status status = desk_->Upsert({ingested_, ingested_ + count});
  if (status.ok()) ingested_ += count;
  return status;
}

grpc::Status Ledger::Take(uint32_t items, v1::RequestBatchResponse* batch) {
  const grpc::Status status = desk_->RequestBatch({.max_items = items}, batch);
  if (!status.ok()) return status;
  for (const v1::BatchItem& item : batch->items()) leased_[item.candidate_id()] = batch->batch();
  return status;
}

void Ledger::Forget(const v1::RequestBatchResponse& batch) {
  for (const v1::BatchItem& item : batch.items()) leased_.erase(item.candidate_id());
}

grpc::Status Ledger::Label(const v1::RequestBatchResponse& batch) {
  Forget(batch);
  v1::SubmitLabelsResponse response;
  const grpc::Status status = desk_->LabelAll(batch, &response);
  if (!status.ok()) return status;
  for (const v1::BatchItem& item : batch.items()) labelled_.insert(item.candidate_id());
  return status;
}

grpc::Status Ledger::Return(const v1::RequestBatchResponse& batch, int item) {
  v1::ReturnItemsRequest request;
  v1::ReturnItemsResponse response;
  grpc::ClientContext context;
  request.set_batch(batch.batch());
  request.set_token(batch.lease().token());
  request.add_candidate_ids(batch.items(item).candidate_id());
  request.set_reason(v1::RETURN_REASON_WRONG_SKILL);
  leased_.erase(batch.items(item).candidate_id());
  return desk_->review().ReturnItems(&context, request, &response);
}

grpc::Status Ledger::Complete(const v1::RequestBatchResponse& batch) {
  Forget(batch);
  return desk_->Complete(batch);
}

void Ledger::Judge(bool there, const std::string& what, Audit* audit) const {
  ++audit->checked;
  if (there) return;
  ++audit->lost;
  if (audit->detail.empty()) audit->detail = what;
}

Audit Ledger::Check(uint64_t stride) {
  Audit audit;
  v1::QueueStatusResponse status;
  winnow::testing::Check(desk_->Status(&status), "QueueStatus");
  Judge(status.candidates() >= ingested_,
        absl::StrCat(status.candidates(), " candidates of ", ingested_), &audit);
  v1::CandidateStatus candidate;
  for (uint64_t i = 0; i < ingested_; i += stride) {
    Judge(desk_->GetCandidate(CandidateId(i), &candidate).ok(),
          absl::StrCat("candidate ", CandidateId(i)), &audit);
  }
  for (const std::string& id : labelled_) {
    winnow::testing::Check(desk_->GetCandidate(id, &candidate), "GetCandidate");
    Judge(candidate.labels() == 1, absl::StrCat("the label of ", id), &audit);
  }
  for (const auto& [id, batch] : leased_) {
    winnow::testing::Check(desk_->GetCandidate(id, &candidate), "GetCandidate");
    Judge(candidate.batch() == batch, absl::StrCat("the lease of ", id), &audit);
  }
  return audit;
}

}  // namespace winnow::faults
