// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/history/messages.h"

#include "tests/e2e/desk.h"

namespace winnow::testing {
namespace {

template <typename Rows>
void TakeRowErrors(const Rows& rows, Answer& answer) {
  for (const v1::RowError& row : rows) answer.row_errors[row.index()] = NameOf(row.reason());
}

template <typename Request>
Request OnLease(const Asked& asked) {
  Request request;
  request.set_batch(asked.batch);
  request.set_token(asked.token);
  request.set_request_id(asked.request_id);
  return request;
}

}  // namespace

uint64_t NumberOf(const std::string& candidate_id) { return std::stoull(candidate_id.substr(1)); }

std::string NameOf(v1::ErrorReason reason) {
  return v1::ErrorReason_Name(reason).substr(sizeof("ERROR_REASON_") - 1);
}

v1::BatchUpsertCandidatesRequest ToIngest(const Asked& asked) {
  v1::BatchUpsertCandidatesRequest request;
  request.set_queue(Desk::kQueue);
  request.set_request_id(asked.request_id);
  for (const auto& [id, slice] : asked.slice_of)
    *request.add_candidates() = MakeCandidate(NumberOf(id));
  return request;
}

void TakeAnswer(const v1::BatchUpsertCandidatesResponse& response, Answer& answer) {
  answer.accepted = response.result().accepted();
  TakeRowErrors(response.result().row_errors(), answer);
}

v1::BatchPushSignalsRequest ToSignals(const Asked& asked) {
  v1::BatchPushSignalsRequest request;
  request.set_queue(Desk::kQueue);
  request.set_request_id(asked.request_id);
  for (const std::string& id : asked.items) {
    v1::SignalRow& row = *request.add_rows();
    row.set_candidate_id(id);
    *row.add_signals() = MakeCandidate(NumberOf(id)).signals(0);
  }
  return request;
}

void TakeAnswer(const v1::BatchPushSignalsResponse& response, Answer& answer) {
  answer.accepted = response.result().accepted();
  TakeRowErrors(response.result().row_errors(), answer);
}

v1::RequestBatchRequest ToRequest(const Asked& asked) {
  v1::RequestBatchRequest request;
  request.set_queue(Desk::kQueue);
  request.set_labeler("team");
  request.set_request_id(asked.request_id);
  request.set_max_items(static_cast<uint32_t>(asked.max_items));
  request.mutable_lease()->set_seconds(static_cast<int64_t>(asked.lease_seconds));
  for (const std::string& slice : asked.slices) request.add_slices(slice);
  return request;
}

void TakeAnswer(const v1::RequestBatchResponse& response, Answer& answer) {
  answer.batch = response.batch();
  answer.token = response.lease().token();
  for (const v1::BatchItem& item : response.items()) answer.items.push_back(item.candidate_id());
  answer.frame_seq = response.manifest().frame_seq();
}

v1::RenewLeaseRequest ToRenew(const Asked& asked) {
  auto request = OnLease<v1::RenewLeaseRequest>(asked);
  request.mutable_lease()->set_seconds(static_cast<int64_t>(asked.lease_seconds));
  return request;
}

void TakeAnswer(const v1::RenewLeaseResponse& response, Answer& answer) {
  answer.token = response.lease().token();
}

v1::SubmitLabelsRequest ToSubmit(const Asked& asked) {
  auto request = OnLease<v1::SubmitLabelsRequest>(asked);
  for (const std::string& id : asked.items) {
    v1::Label& label = *request.add_labels();
    label.set_candidate_id(id);
    label.set_rubric("asr@1");
    label.set_annotator("0123456789abcdef");
    (*label.mutable_values())["word_errors"].set_number(0);
  }
  return request;
}

void TakeAnswer(const v1::SubmitLabelsResponse& response, Answer& answer) {
  answer.accepted = response.accepted();
  answer.done = response.done();
  answer.open_items = response.open_items();
  TakeRowErrors(response.row_errors(), answer);
}

v1::ReturnItemsRequest ToReturn(const Asked& asked) {
  auto request = OnLease<v1::ReturnItemsRequest>(asked);
  request.set_reason(v1::RETURN_REASON_WRONG_SKILL);
  for (const std::string& id : asked.items) request.add_candidate_ids(id);
  return request;
}

void TakeAnswer(const v1::ReturnItemsResponse& response, Answer& answer) {
  answer.accepted = response.returned();
  answer.dead_lettered = response.dead_lettered();
  answer.open_items = response.open_items();
  TakeRowErrors(response.row_errors(), answer);
}

v1::CompleteBatchRequest ToComplete(const Asked& asked) {
  return OnLease<v1::CompleteBatchRequest>(asked);
}

void TakeAnswer(const v1::CompleteBatchResponse& response, Answer& answer) {
  answer.accepted = response.returned();
  answer.dead_lettered = response.dead_lettered();
}

v1::CancelBatchRequest ToCancel(const Asked& asked) {
  return OnLease<v1::CancelBatchRequest>(asked);
}

void TakeAnswer(const v1::CancelBatchResponse& response, Answer& answer) {
  answer.accepted = response.returned();
}

v1::RequeueItemsRequest ToRequeue(const Asked& asked) {
  v1::RequeueItemsRequest request;
  request.set_queue(Desk::kQueue);
  request.set_request_id(asked.request_id);
  for (const std::string& id : asked.items) request.add_candidate_ids(id);
  return request;
}

void TakeAnswer(const v1::RequeueItemsResponse& response, Answer& answer) {
  answer.accepted = response.requeued();
  TakeRowErrors(response.row_errors(), answer);
}

}  // namespace winnow::testing
