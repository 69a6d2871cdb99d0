// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CallRecord: what is counted and logged about one call.
#ifndef WINNOW_SERVER_RPC_CALL_RECORD_H_
#define WINNOW_SERVER_RPC_CALL_RECORD_H_

#include <grpcpp/server_context.h>

#include <atomic>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/loop/call.h"
#include "server/ops/rpc_metrics.h"
#include "server/rpc/call_class.h"
#include "server/rpc/call_environment.h"
#include "server/rpc/status_mapping.h"

namespace winnow::rpc {

// A method as a service registers it, with its metrics. Immutable after construction.
struct Method {
  Method(CallEnvironment& call_environment, const ops::RpcMethodName& name);

  CallEnvironment& environment;
  // "winnow.v1.ReviewService/RequestBatch".
  std::string path;
  // nullptr when nobody may call it.
  const access::MethodRule* rule;
  CallClass call_class;
  mutable ops::RpcMethodMetrics metrics;
};

// One call from its start to its end, while gRPC has its context. End is called once; the rest may
// be called from any thread.
class CallRecord {
 public:
  CallRecord(const Method& method, const grpc::CallbackServerContext& context);

  // Counts the end and writes one line about it, without anything that the caller sent but the
  // trace id. `cause` is what the loop said about a defect, which the caller is not shown.
  void End(const CallEnd& end, const absl::Status& cause = absl::OkStatus());

  const Method& method() const { return method_; }
  CallEnvironment& environment() const { return method_.environment; }
  const loop::Caller& caller() const { return admission_.caller; }
  // Lets verbs see when nobody waits any more. Before the caller is shown to one.
  void ShowGone(const std::atomic<bool>& gone) { admission_.caller.gone = &gone; }
  // Why the call is not even begun; OK when it is. A caller who may not call, who has gone, or
  // whose deadline has passed, gets nothing done.
  CallEnd CheckCaller() const;
  // When the call began, on the steady clock.
  absl::Duration start() const { return start_; }

 private:
  const Method& method_;
  const grpc::CallbackServerContext& context_;
  const absl::Duration start_;
  const std::string trace_id_;
  Admission admission_;
};

// What a call ends with whose caller has gone, and one whose deadline passed before its turn.
CallEnd CallerGone();
CallEnd DeadlinePassed();

// Why a server that is not in kServing refuses a call.
CallEnd NotServing(OpenCalls::State state);

// What a call answers that the server had no more time for.
CallEnd OutOfTime();

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_CALL_RECORD_H_
