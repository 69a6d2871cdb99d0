// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// UnaryMethod: what every unary method of the service does around its verb: deadline, identity,
// access, closed schema, request rules, metrics, one line of log, and exactly one answer.
#ifndef WINNOW_SERVER_RPC_UNARY_H_
#define WINNOW_SERVER_RPC_UNARY_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "server/loop/call.h"
#include "server/loop/loop.h"
#include "server/rpc/call_record.h"
#include "server/rpc/queue_check.h"
#include "server/rpc/request_check.h"
#include "server/rpc/unary_call.h"
#include "server/rpc/wire.h"

namespace winnow::rpc {

// One method. `Validate(const Request&, Violations&)` is found beside Violations. Immutable after
// construction, so safe for use from any thread; outlives its calls.
template <typename Request, typename Response>
class UnaryMethod {
 public:
  // The call is carried out by `verb` of `stage`, a part of the loop.
  template <typename Stage>
  UnaryMethod(CallEnvironment& environment, const ops::RpcMethodName& name,
              Stage loop::Loop::*stage,
              void (Stage::*verb)(const loop::Caller&, const Request&, loop::Done<Response>))
      : method_(environment, name),
        check_(Request::descriptor()),
        queues_(method_.rule, Request::descriptor()),
        verb_([&environment, stage, verb](const loop::Caller& caller, const Request& request,
                                          loop::Done<Response> done) {
          ((environment.loop.load()->*stage).*verb)(caller, request, std::move(done));
        }) {}

  // Carries a call out. The reactor that it returns ends by itself, and keeps the request until
  // then, for a verb whose answer waits for a commit.
  grpc::ServerUnaryReactor* Start(const UnaryExchange& exchange) const {
    auto call = std::make_shared<Call>(method_, exchange);
    call->Begin([this, call] { Carry(call); });
    return call.get();
  }

 private:
  struct Call final : UnaryCall {
    using UnaryCall::UnaryCall;
    Request message;
  };

  void Carry(const std::shared_ptr<Call>& call) const {
    CallEnd refused = ReadMessage(call->request(), check_, call->message);
    if (!refused.status.ok()) return call->Fail(refused);
    refused = JudgeRequest(queues_, std::as_const(call->message), call->caller().grants);
    if (!refused.status.ok()) return call->Fail(refused);
    verb_(call->caller(), call->message, [call](absl::StatusOr<Response> answer) {
      if (answer.ok()) return call->Succeed(*answer);
      call->Fail(MapStatus(answer.status()), answer.status());
    });
  }

  const Method method_;
  const RequestCheck check_;
  const QueueCheck queues_;
  const std::function<void(const loop::Caller&, const Request&, loop::Done<Response>)> verb_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_UNARY_H_
