// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/history/wire.h"

#include "absl/time/time.h"
#include "server/ops/clock.h"
#include "tests/faults/history/messages.h"
#include "tests/server/rpc/rich_status.h"

namespace winnow::testing {
namespace {

using Ingest = v1::IngestService::Stub;
using Review = v1::ReviewService::Stub;

auto MethodOf(const v1::BatchUpsertCandidatesRequest&) { return &Ingest::BatchUpsertCandidates; }
auto MethodOf(const v1::BatchPushSignalsRequest&) { return &Ingest::BatchPushSignals; }
auto MethodOf(const v1::RequestBatchRequest&) { return &Review::RequestBatch; }
auto MethodOf(const v1::RenewLeaseRequest&) { return &Review::RenewLease; }
auto MethodOf(const v1::SubmitLabelsRequest&) { return &Review::SubmitLabels; }
auto MethodOf(const v1::ReturnItemsRequest&) { return &Review::ReturnItems; }
auto MethodOf(const v1::CompleteBatchRequest&) { return &Review::CompleteBatch; }
auto MethodOf(const v1::CancelBatchRequest&) { return &Review::CancelBatch; }
auto MethodOf(const v1::RequeueItemsRequest&) { return &Review::RequeueItems; }

template <typename... Arguments>
Ingest& StubOf(Desk& desk, grpc::Status (Ingest::*)(Arguments...)) {
  return desk.ingest();
}
template <typename... Arguments>
Review& StubOf(Desk& desk, grpc::Status (Review::*)(Arguments...)) {
  return desk.review();
}

}  // namespace

double SteadySeconds() { return absl::ToDoubleSeconds(ops::SystemClock().SteadyNow()); }

Call SendOnce(Desk& desk, const Asked& asked) {
  Call call;
  call.asked = asked;
  grpc::Status status;
  const auto carry = [&](const auto& request, auto* response) {
    grpc::ClientContext context;
    const auto method = MethodOf(request);
    status = (StubOf(desk, method).*method)(&context, request, response);
    return status.ok();
  };
  call.start = SteadySeconds();
  const bool answered = Exchange(asked, call.answer, carry);
  call.end = SteadySeconds();
  if (answered) {
    call.outcome = Outcome::kAnswered;
    return call;
  }
  call.reason = rpc::Unpack(status).reason;
  const bool lost = call.reason.empty() || status.error_code() == grpc::StatusCode::UNAVAILABLE;
  call.outcome = lost ? Outcome::kLost : Outcome::kRefused;
  if (call.reason.empty()) call.reason = status.error_message();
  return call;
}

}  // namespace winnow::testing
