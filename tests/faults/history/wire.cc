// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/history/wire.h"

#include "absl/time/time.h"
#include "server/ops/clock.h"
#include "tests/server/rpc/rich_status.h"

namespace winnow::testing {
namespace {

template <typename Response>
void TakePosition(const Response& response, Answer& answer) {
  answer.epoch = response.position().epoch();
  answer.seq = response.position().seq();
}

template <typename Rows>
void TakeRowErrors(const Rows& rows, Answer& answer) {
  constexpr size_t kPrefix = sizeof("ERROR_REASON_") - 1;
  for (const v1::RowError& row : rows)
    answer.row_errors[row.index()] = v1::ErrorReason_Name(row.reason()).substr(kPrefix);
}

template <typename Request>
Request OnLease(const Asked& asked) {
  Request request;
  request.set_batch(asked.batch);
  request.set_token(asked.token);
  request.set_request_id(asked.request_id);
  return request;
}

grpc::Status Ingest(Desk& desk, const Asked& asked, Answer& answer) {
  v1::BatchUpsertCandidatesRequest request;
  v1::BatchUpsertCandidatesResponse response;
  grpc::ClientContext context;
  request.set_queue(Desk::kQueue);
  request.set_request_id(asked.request_id);
  for (const auto& [id, slice] : asked.slice_of)
    *request.add_candidates() = MakeCandidate(NumberOf(id));
  const grpc::Status status = desk.ingest().BatchUpsertCandidates(&context, request, &response);
  answer.accepted = response.result().accepted();
  TakeRowErrors(response.result().row_errors(), answer);
  TakePosition(response, answer);
  return status;
}

grpc::Status PushSignals(Desk& desk, const Asked& asked, Answer& answer) {
  v1::BatchPushSignalsRequest request;
  v1::BatchPushSignalsResponse response;
  grpc::ClientContext context;
  request.set_queue(Desk::kQueue);
  request.set_request_id(asked.request_id);
  for (const std::string& id : asked.items) {
    v1::SignalRow& row = *request.add_rows();
    row.set_candidate_id(id);
    *row.add_signals() = MakeCandidate(NumberOf(id)).signals(0);
  }
  const grpc::Status status = desk.ingest().BatchPushSignals(&context, request, &response);
  answer.accepted = response.result().accepted();
  TakeRowErrors(response.result().row_errors(), answer);
  TakePosition(response, answer);
  return status;
}

grpc::Status RequestBatch(Desk& desk, const Asked& asked, Answer& answer) {
  v1::RequestBatchRequest request;
  v1::RequestBatchResponse response;
  grpc::ClientContext context;
  request.set_queue(Desk::kQueue);
  request.set_labeler("team");
  request.set_request_id(asked.request_id);
  request.set_max_items(static_cast<uint32_t>(asked.max_items));
  request.mutable_lease()->set_seconds(static_cast<int64_t>(asked.lease_seconds));
  for (const std::string& slice : asked.slices) request.add_slices(slice);
  const grpc::Status status = desk.review().RequestBatch(&context, request, &response);
  answer.batch = response.batch();
  answer.token = response.lease().token();
  for (const v1::BatchItem& item : response.items()) answer.items.push_back(item.candidate_id());
  answer.frame_seq = response.manifest().frame_seq();
  TakePosition(response, answer);
  return status;
}

grpc::Status Renew(Desk& desk, const Asked& asked, Answer& answer) {
  auto request = OnLease<v1::RenewLeaseRequest>(asked);
  v1::RenewLeaseResponse response;
  grpc::ClientContext context;
  request.mutable_lease()->set_seconds(static_cast<int64_t>(asked.lease_seconds));
  const grpc::Status status = desk.review().RenewLease(&context, request, &response);
  answer.token = response.lease().token();
  TakePosition(response, answer);
  return status;
}

grpc::Status Submit(Desk& desk, const Asked& asked, Answer& answer) {
  auto request = OnLease<v1::SubmitLabelsRequest>(asked);
  v1::SubmitLabelsResponse response;
  grpc::ClientContext context;
  for (const std::string& id : asked.items) {
    v1::Label& label = *request.add_labels();
    label.set_candidate_id(id);
    label.set_rubric("asr@1");
    label.set_annotator("0123456789abcdef");
    (*label.mutable_values())["correct"].set_flag(true);
  }
  const grpc::Status status = desk.review().SubmitLabels(&context, request, &response);
  answer.accepted = response.accepted();
  answer.done = response.done();
  answer.open_items = response.open_items();
  TakeRowErrors(response.row_errors(), answer);
  TakePosition(response, answer);
  return status;
}

grpc::Status Return(Desk& desk, const Asked& asked, Answer& answer) {
  auto request = OnLease<v1::ReturnItemsRequest>(asked);
  v1::ReturnItemsResponse response;
  grpc::ClientContext context;
  request.set_reason(v1::RETURN_REASON_WRONG_SKILL);
  for (const std::string& id : asked.items) request.add_candidate_ids(id);
  const grpc::Status status = desk.review().ReturnItems(&context, request, &response);
  answer.accepted = response.returned();
  answer.dead_lettered = response.dead_lettered();
  answer.open_items = response.open_items();
  TakeRowErrors(response.row_errors(), answer);
  TakePosition(response, answer);
  return status;
}

grpc::Status Complete(Desk& desk, const Asked& asked, Answer& answer) {
  v1::CompleteBatchResponse response;
  grpc::ClientContext context;
  const grpc::Status status =
      desk.review().CompleteBatch(&context, OnLease<v1::CompleteBatchRequest>(asked), &response);
  answer.accepted = response.returned();
  answer.dead_lettered = response.dead_lettered();
  TakePosition(response, answer);
  return status;
}

grpc::Status Cancel(Desk& desk, const Asked& asked, Answer& answer) {
  v1::CancelBatchResponse response;
  grpc::ClientContext context;
  const grpc::Status status =
      desk.review().CancelBatch(&context, OnLease<v1::CancelBatchRequest>(asked), &response);
  answer.accepted = response.returned();
  TakePosition(response, answer);
  return status;
}

grpc::Status Requeue(Desk& desk, const Asked& asked, Answer& answer) {
  v1::RequeueItemsRequest request;
  v1::RequeueItemsResponse response;
  grpc::ClientContext context;
  request.set_queue(Desk::kQueue);
  request.set_request_id(asked.request_id);
  for (const std::string& id : asked.items) request.add_candidate_ids(id);
  const grpc::Status status = desk.review().RequeueItems(&context, request, &response);
  answer.accepted = response.requeued();
  TakeRowErrors(response.row_errors(), answer);
  TakePosition(response, answer);
  return status;
}

using Sender = grpc::Status (*)(Desk&, const Asked&, Answer&);

// In the order of Verb.
constexpr Sender kSenders[] = {Ingest, PushSignals, RequestBatch, Renew,  Submit,
                               Return, Complete,    Cancel,       Requeue};

}  // namespace

double SteadySeconds() { return absl::ToDoubleSeconds(ops::SystemClock().SteadyNow()); }

uint64_t NumberOf(const std::string& candidate_id) { return std::stoull(candidate_id.substr(1)); }

Call SendOnce(Desk& desk, const Asked& asked) {
  Call call;
  call.asked = asked;
  Answer answer;
  call.start = SteadySeconds();
  const grpc::Status status = kSenders[static_cast<size_t>(asked.verb)](desk, asked, answer);
  call.end = SteadySeconds();
  if (status.ok()) {
    call.outcome = Outcome::kAnswered;
    call.answer = std::move(answer);
    return call;
  }
  call.reason = rpc::Unpack(status).reason;
  const bool lost = call.reason.empty() || status.error_code() == grpc::StatusCode::UNAVAILABLE;
  call.outcome = lost ? Outcome::kLost : Outcome::kRefused;
  if (call.reason.empty()) call.reason = status.error_message();
  return call;
}

}  // namespace winnow::testing
