// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RPC_CALL_ENVIRONMENT_H_
#define WINNOW_SERVER_RPC_CALL_ENVIRONMENT_H_

#include <atomic>
#include <cstddef>

#include "absl/time/time.h"
#include "server/loop/loop.h"
#include "server/ops/call_metrics.h"
#include "server/ops/clock.h"
#include "server/ops/log.h"
#include "server/ops/rpc_metrics.h"
#include "server/rpc/access_guard.h"
#include "server/rpc/call_queue.h"
#include "server/rpc/held_refusals.h"
#include "server/rpc/open_calls.h"
#include "server/rpc/rate_limits.h"

namespace winnow::rpc {

// Bounds of a single call.
struct CallLimits {
  // A call that is still open after this time is answered DEADLINE_EXCEEDED, however much time its
  // caller allows.
  absl::Duration longest_call = absl::Seconds(60);
  // Largest message that is read.
  size_t receive_bytes = size_t{1} << 20;
  // Largest message that is sent.
  size_t send_bytes = size_t{4} << 20;
};

// What every call needs. Outlives the calls.
struct CallEnvironment {
  // Set before `open_calls` serves, so that the port can be open, and health be asked, while the
  // state is still being rebuilt.
  std::atomic<loop::Loop*> loop = nullptr;
  OpenCalls& open_calls;
  const AccessGuard& access;
  // Stops before the loop goes.
  CallQueue& queue;
  RateLimits& rates;
  HeldRefusals& refusals;
  const ops::Clock& clock;
  ops::Logger& log;
  ops::RpcMetrics& metrics;
  ops::CallMetrics& call_metrics;
  CallLimits limits;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_CALL_ENVIRONMENT_H_
