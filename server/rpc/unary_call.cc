// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/unary_call.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/rpc/wire.h"

namespace winnow::rpc {

UnaryCall::UnaryCall(const Method& method, const UnaryExchange& exchange)
    : exchange_(exchange),
      request_(*exchange.request),
      deadline_(absl::FromChrono(exchange.context->deadline())),
      record_(method, *exchange.context),
      place_(record_) {
  record_.ShowGone(gone_);
}

CallEnd UnaryCall::CheckRequest() const {
  CallEnd refused = record_.CheckCaller();
  if (!refused.status.ok()) return refused;
  // As of calls that are reset before their message comes: no turn is lost on them.
  if (!request_.Valid()) {
    return MapStatus(loop::Invalid(v1::ERROR_REASON_FIELD_INVALID,
                                   "The call has no message. Send the request that its method "
                                   "takes."));
  }
  const size_t limit = record_.environment().limits.receive_bytes;
  if (request_.Length() <= limit) return {};
  return MapStatus(
      loop::Invalid(v1::ERROR_REASON_FIELD_INVALID,
                    absl::StrCat("The request has more than ", limit, " bytes. Send fewer rows.")));
}

CallEnd UnaryCall::CheckTurn() const {
  if (gone_) return CallerGone();
  return deadline_ <= record_.environment().clock.WallNow() ? DeadlinePassed() : CallEnd{};
}

void UnaryCall::Begin(absl::AnyInvocable<void()> carry) {
  self_ = shared_from_this();
  CallEnvironment& environment = record_.environment();
  CallEnd refused = CheckRequest();
  if (refused.status.ok()) {
    refused =
        place_.Take(self_, {request_.Length(), record_.start() + environment.limits.longest_call});
  }
  if (refused.status.ok()) {
    refused = MapStatus(environment.queue.Submit(
        record_.method().call_class, deadline_ - environment.clock.WallNow(),
        [self = self_, carry = std::move(carry)](const absl::Status& turn) mutable {
          self->TakeTurn(turn, std::move(carry));
        }));
  }
  if (!refused.status.ok()) Refuse(refused);
}

void UnaryCall::Refuse(const CallEnd& end) {
  if (end.reason != v1::ERROR_REASON_OVERLOADED) return Fail(end);
  // While its refusal waits, the call is in nobody's way.
  place_.GiveUp();
  CallEnvironment& environment = record_.environment();
  environment.refusals.Hold(deadline_ - environment.clock.WallNow(),
                            [self = self_, end] { self->Fail(end); });
}

void UnaryCall::TakeTurn(const absl::Status& turn, absl::AnyInvocable<void()> carry) {
  if (ended_.load(std::memory_order_acquire)) return;
  begun_ = record_.environment().clock.SteadyNow();
  has_begun_.store(true, std::memory_order_release);
  const CallEnd refused = turn.ok() ? CheckTurn() : MapStatus(turn);
  if (!refused.status.ok()) return Fail(refused);
  carry();
}

void UnaryCall::Succeed(const google::protobuf::Message& answer) {
  if (!Claim()) return;
  const CallEnd end =
      WriteMessage(answer, record_.environment().limits.send_bytes, *exchange_.response);
  record_.environment().rates.Charge(caller().principal, exchange_.response->Length());
  record_.End(end);
  Finish(end.status);
}

void UnaryCall::Fail(const CallEnd& end, const absl::Status& cause) {
  if (!Claim()) return;
  record_.End(end, cause);
  // There is no answer that its client would have to take.
  place_.GiveUp(Tail());
  Finish(end.status);
}

void UnaryCall::Expire() {
  gone_ = true;
  Fail(OutOfTime());
}

void UnaryCall::OnDone() {
  // Moved out first: the last reference may go with it.
  const std::shared_ptr<UnaryCall> self = std::move(self_);
  place_.Leave(Tail());
}

std::optional<absl::Duration> UnaryCall::Tail() const {
  if (!has_begun_.load(std::memory_order_acquire)) return std::nullopt;
  return record_.environment().clock.SteadyNow() - begun_;
}

}  // namespace winnow::rpc
