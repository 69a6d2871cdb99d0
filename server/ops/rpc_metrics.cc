// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/rpc_metrics.h"

#include <array>
#include <string>

#include "server/ops/metric_buckets.h"

namespace winnow::ops {

absl::string_view GrpcCodeName(int code) {
  static constexpr std::array<const char*, 17> kNames = {
      "OK",       "Canceled",       "Unknown",          "InvalidArgument",   "DeadlineExceeded",
      "NotFound", "AlreadyExists",  "PermissionDenied", "ResourceExhausted", "FailedPrecondition",
      "Aborted",  "OutOfRange",     "Unimplemented",    "Internal",          "Unavailable",
      "DataLoss", "Unauthenticated"};
  if (code < 0 || code >= static_cast<int>(kNames.size())) return "Unknown";
  return kNames[static_cast<size_t>(code)];
}

namespace {

prometheus::Labels WithCode(prometheus::Labels labels, int code) {
  labels["grpc_code"] = std::string(GrpcCodeName(code));
  return labels;
}

}  // namespace

RpcMethodMetrics::RpcMethodMetrics(RpcMetrics& all, const RpcMethodName& name)
    : labels_({{"grpc_service", std::string(name.service)},
               {"grpc_method", std::string(name.method)},
               {"grpc_type", std::string(name.type)}}),
      handled_family_(all.handled_),
      started_(all.started_.Add(labels_)),
      handled_ok_(all.handled_.Add(WithCode(labels_, 0))),
      seconds_(all.seconds_.Add(labels_, StepBuckets())) {}

void RpcMethodMetrics::CountStarted() { started_.Increment(); }

void RpcMethodMetrics::CountHandled(int code, absl::Duration duration) {
  // Success is the hot path; the other codes are looked up, which takes the family's mutex.
  prometheus::Counter& handled =
      code == 0 ? handled_ok_ : handled_family_.Add(WithCode(labels_, code));
  handled.Increment();
  seconds_.Observe(absl::ToDoubleSeconds(duration));
}

RpcMetrics::RpcMetrics(prometheus::Registry& registry)
    : started_(prometheus::BuildCounter()
                   .Name("grpc_server_started_total")
                   .Help("Calls started on the server.")
                   .Register(registry)),
      handled_(prometheus::BuildCounter()
                   .Name("grpc_server_handled_total")
                   .Help("Calls ended on the server, by status code.")
                   .Register(registry)),
      seconds_(prometheus::BuildHistogram()
                   .Name("grpc_server_handling_seconds")
                   .Help("Time from the start to the end of a call on the server.")
                   .Register(registry)) {}

RpcMethodMetrics RpcMetrics::ForMethod(const RpcMethodName& name) {
  return RpcMethodMetrics(*this, name);
}

}  // namespace winnow::ops
