// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/call_record.h"

#include "absl/strings/str_cat.h"
#include "server/ops/trace_id.h"

namespace winnow::rpc {
namespace {

std::string TraceIdOf(const grpc::CallbackServerContext& context) {
  const auto header = context.client_metadata().find("traceparent");
  if (header == context.client_metadata().end()) return "";
  return std::string(
      ops::TraceIdOf(absl::string_view(header->second.data(), header->second.size())));
}

loop::ErrorDetail Because(v1::ErrorReason reason) {
  loop::ErrorDetail detail;
  detail.reason = reason;
  return detail;
}

// A caller's mistake is his to see; only what the operator should look at stands out. Refusals
// under load come in floods: a metric counts them, and the queue tells of them once a second.
ops::LogLevel LevelOf(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::DATA_LOSS:
      return ops::LogLevel::kError;
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return ops::LogLevel::kWarning;
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return ops::LogLevel::kDebug;
    default:
      return ops::LogLevel::kInfo;
  }
}

}  // namespace

Method::Method(CallEnvironment& call_environment, const ops::RpcMethodName& name)
    : environment(call_environment),
      path(absl::StrCat(name.service, "/", name.method)),
      rule(access::FindRule(path)),
      call_class(ClassOf(path).value_or(CallClass::kScans)),
      metrics(call_environment.metrics.ForMethod(name)) {}

CallRecord::CallRecord(const Method& method, const grpc::CallbackServerContext& context)
    : method_(method),
      context_(context),
      start_(method.environment.clock.SteadyNow()),
      trace_id_(TraceIdOf(context)),
      admission_(method.environment.access.Admit(context, method.rule)) {
  method_.metrics.CountStarted();
}

void CallRecord::End(const CallEnd& end, const absl::Status& cause) {
  const absl::Duration duration = environment().clock.SteadyNow() - start_;
  const int code = end.status.error_code();
  method_.metrics.CountHandled(code, duration);
  const ops::LogLevel level = LevelOf(end.status);
  if (!environment().log.Enabled(level)) return;
  ops::Logger& log = environment().log;
  if (end.status.ok()) {
    return log.Log(level, "call",
                   {{"method", method_.path},
                    {"code", "OK"},
                    {"duration_s", duration},
                    {"trace_id", trace_id_}});
  }
  const std::string reason = ReasonName(end.reason);
  const std::string text(cause.message());
  log.Log(level, "call",
          {{"method", method_.path},
           {"code", ops::GrpcCodeName(code)},
           {"reason", reason},
           {"duration_s", duration},
           {"trace_id", trace_id_},
           {"cause", text}});
}

CallEnd CallerGone() {
  return {grpc::Status(grpc::StatusCode::CANCELLED, "The caller has gone."),
          v1::ERROR_REASON_UNSPECIFIED};
}

CallEnd DeadlinePassed() {
  return MakeCallEnd(absl::StatusCode::kDeadlineExceeded,
                     "The deadline had passed before the call began: nothing was done. Call again "
                     "with a later one.",
                     Because(v1::ERROR_REASON_DEADLINE_EXCEEDED));
}

CallEnd CallRecord::CheckCaller() const {
  if (!admission_.refused.status.ok()) return admission_.refused;
  if (context_.IsCancelled()) return CallerGone();
  if (absl::FromChrono(context_.deadline()) <= environment().clock.WallNow()) {
    return DeadlinePassed();
  }
  return {};
}

CallEnd NotServing(OpenCalls::State state) {
  if (state == OpenCalls::State::kDraining) return MapStatus(loop::Draining());
  loop::ErrorDetail detail = Because(v1::ERROR_REASON_STORAGE_UNAVAILABLE);
  detail.retry_after = absl::Seconds(1);
  return MakeCallEnd(absl::StatusCode::kUnavailable,
                     "The server is loading its state. Call again in a moment.", detail);
}

CallEnd OutOfTime() {
  return MakeCallEnd(absl::StatusCode::kDeadlineExceeded,
                     "The server's longest time for a call has passed. A mutation may have been "
                     "carried out: call again with the same request id.",
                     Because(v1::ERROR_REASON_DEADLINE_EXCEEDED));
}

}  // namespace winnow::rpc
