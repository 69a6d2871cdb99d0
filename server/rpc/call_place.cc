// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/call_place.h"

#include <algorithm>
#include <utility>

namespace winnow::rpc {
namespace {

constexpr absl::Duration kShortestRetry = absl::Milliseconds(10);
constexpr absl::Duration kLongestRetry = absl::Minutes(1);

}  // namespace

CallEnd CheckRate(const CallRecord& record, size_t bytes) {
  CallEnvironment& environment = record.environment();
  const absl::Duration wait = environment.rates.Take(record.caller().principal, bytes);
  if (wait <= absl::ZeroDuration()) return {};
  environment.call_metrics.CountRefusal(CallClassName(record.method().call_class), "rate");
  loop::ErrorDetail detail;
  detail.reason = v1::ERROR_REASON_RATE_LIMITED;
  detail.retry_after = std::clamp(wait, kShortestRetry, kLongestRetry);
  return MakeCallEnd(absl::StatusCode::kResourceExhausted,
                     "The caller sends more calls or bytes per second than one identity may. Wait "
                     "as RetryInfo says, then repeat with the same request id.",
                     detail);
}

CallEnd CallPlace::Take(std::shared_ptr<OpenCall> call, const PlaceWanted& wanted) {
  CallEnd refused = CheckRate(record_, wanted.bytes);
  if (!refused.status.ok()) return refused;
  CallEnvironment& environment = record_.environment();
  ticket_ = environment.open_calls.Enter(std::move(call), wanted.end);
  if (!ticket_.has_value()) return NotServing(environment.open_calls.state());
  const absl::Status entered = environment.queue.Enter(record_.method().call_class);
  entered_ = entered.ok();
  return MapStatus(entered);
}

void CallPlace::GiveUp(std::optional<absl::Duration> tail) {
  if (!entered_.exchange(false)) return;
  record_.environment().queue.Leave(record_.method().call_class, tail);
}

void CallPlace::Leave(std::optional<absl::Duration> tail) {
  GiveUp(tail);
  if (ticket_.has_value()) record_.environment().open_calls.Leave(*ticket_);
}

}  // namespace winnow::rpc
