// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RPC_LISTENER_PROBE_H_
#define WINNOW_SERVER_RPC_LISTENER_PROBE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace winnow::rpc {

// How a server is called as a client calls it.
struct ProbeTarget {
  // As ListenAddress::ToString gives it.
  std::string address;
  // Whose certificate it shows is not looked at.
  bool tls = false;
};

// Opens a new connection to a server and asks its health service for "liveness". OK when it
// answered SERVING before `deadline`, else what came instead. Blocks; thread-safe.
absl::Status ProbeListener(const ProbeTarget& target, absl::Time deadline);

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_LISTENER_PROBE_H_
