// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/unary_call.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/rpc/wire.h"

namespace winnow::rpc {

UnaryCall::UnaryCall(const Method& method, const UnaryExchange& exchange)
    : exchange_(exchange), record_(method, *exchange.context) {
  record_.ShowGone(gone_);
}

CallEnd UnaryCall::CheckRequest() const {
  CallEnd refused = record_.CheckCaller();
  if (!refused.status.ok()) return refused;
  const size_t limit = record_.environment().limits.receive_bytes;
  if (exchange_.request->Length() <= limit) return {};
  return MapStatus(
      loop::Invalid(v1::ERROR_REASON_FIELD_INVALID,
                    absl::StrCat("The request has more than ", limit, " bytes. Send fewer rows.")));
}

bool UnaryCall::Admit() {
  self_ = shared_from_this();
  const CallEnd refused = CheckRequest();
  if (!refused.status.ok()) {
    Fail(refused);
    return false;
  }
  OpenCalls& open = record_.environment().open_calls;
  ticket_ = open.Enter(self_, record_.start() + record_.environment().limits.longest_call);
  if (ticket_.has_value()) return true;
  Fail(NotServing(open.state()));
  return false;
}

void UnaryCall::Succeed(const google::protobuf::Message& answer) {
  if (!Claim()) return;
  const CallEnd end =
      WriteMessage(answer, record_.environment().limits.send_bytes, *exchange_.response);
  record_.End(end);
  Finish(end.status);
}

void UnaryCall::Fail(const CallEnd& end, const absl::Status& cause) {
  if (!Claim()) return;
  record_.End(end, cause);
  Finish(end.status);
}

void UnaryCall::Expire() {
  gone_ = true;
  Fail(OutOfTime());
}

void UnaryCall::OnDone() {
  // Moved out first: the last reference may go with it.
  const std::shared_ptr<UnaryCall> self = std::move(self_);
  if (ticket_.has_value()) record_.environment().open_calls.Leave(*ticket_);
}

}  // namespace winnow::rpc
