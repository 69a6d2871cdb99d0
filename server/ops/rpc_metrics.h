// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_OPS_RPC_METRICS_H_
#define WINNOW_SERVER_OPS_RPC_METRICS_H_

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow::ops {

// The name of a gRPC status code as the ecosystem's dashboards know it: "OK", "InvalidArgument";
// "Unknown" for a number that is no code.
absl::string_view GrpcCodeName(int code);

struct RpcMethodName {
  // "winnow.v1.ReviewService" and "RequestBatch".
  absl::string_view service;
  absl::string_view method;
  // "unary", "client_stream", "server_stream" or "bidi_stream".
  absl::string_view type = "unary";
};

class RpcMetrics;

// The metrics of one method, found once and kept by whoever serves the method. Safe for use from
// any thread: counting is atomic, the time takes the histogram's mutex for some 20 ns.
class RpcMethodMetrics {
 public:
  void CountStarted();
  // The end of a call that CountStarted saw: its code (grpc::StatusCode) and its duration.
  void CountHandled(int code, absl::Duration duration);

 private:
  friend class RpcMetrics;
  RpcMethodMetrics(RpcMetrics& all, const RpcMethodName& name);

  prometheus::Labels labels_;
  prometheus::Family<prometheus::Counter>& handled_family_;
  prometheus::Counter& started_;
  prometheus::Counter& handled_ok_;
  prometheus::Histogram& seconds_;
};

// The three metrics that every gRPC dashboard expects (operations.md O2).
class RpcMetrics {
 public:
  explicit RpcMetrics(prometheus::Registry& registry);

  // Names come from the services' descriptors, never from a caller. Two for one name count
  // together. The result may be copied and lives as long as the registry.
  RpcMethodMetrics ForMethod(const RpcMethodName& name);

 private:
  friend class RpcMethodMetrics;
  prometheus::Family<prometheus::Counter>& started_;
  prometheus::Family<prometheus::Counter>& handled_;
  prometheus::Family<prometheus::Histogram>& seconds_;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_RPC_METRICS_H_
