// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Limits: how much the server takes before it pushes back (api.md P4). Each has a default that fits
// a machine of 2 cores and 4 GiB, and a range outside which the server would not work.
#ifndef WINNOW_SERVER_LIMITS_H_
#define WINNOW_SERVER_LIMITS_H_

#include <cstdint>

#include "absl/time/time.h"
#include "absl/types/span.h"

namespace winnow::app {

struct Limits {
  // One gRPC message, in and out, and the headers of one call.
  uint64_t max_receive_bytes = 1 << 20;
  uint64_t max_send_bytes = 4 << 20;
  uint64_t max_metadata_bytes = 8 << 10;
  // A unary call that asks for more time, or for no limit, gets this much.
  absl::Duration max_deadline = absl::Seconds(60);
  // How long calls may go on after the first stop signal.
  absl::Duration drain_deadline = absl::Seconds(25);
  // A connection that has not finished its handshake by then is closed.
  absl::Duration handshake_timeout = absl::Seconds(5);
  uint64_t max_connections = 1000;
  // A connection without calls for so long is closed.
  absl::Duration connection_idle = absl::Minutes(5);
  // Memory for all of gRPC's buffers together.
  uint64_t resource_quota_bytes = 256 << 20;
  // Calls of each class that are under way at once, and how long one may wait for its turn
  // (server/rpc/README.md).
  uint64_t max_admin_calls = 1024;
  uint64_t max_lease_calls = 4096;
  uint64_t max_ingest_calls = 1024;
  uint64_t max_scan_calls = 64;
  uint64_t max_export_calls = 32;
  absl::Duration max_call_wait = absl::Milliseconds(100);
  absl::Duration refusal_delay = absl::Seconds(2);
  // What one identity may ask for; 0 is without a limit.
  uint64_t max_calls_per_second = 0;
  uint64_t max_bytes_per_second = 0;
  // Identities whose rates are known at once.
  uint64_t max_rate_identities = 10000;
  // How often the server calls its own listener, and after how many unanswered calls in a row it
  // ends.
  absl::Duration watchdog_period = absl::Seconds(10);
  uint64_t watchdog_failures = 3;
  // Mutations of one shard that wait for their group commit, by number and by size.
  uint64_t commit_queue_depth = 4096;
  uint64_t commit_queue_bytes = 64 << 20;
  // Signals of one shard that are logged and not yet folded into their candidates.
  uint64_t signal_backlog_bytes = 1 << 30;
  // Remembered request ids of one principal, of 1 KiB each on average.
  uint64_t max_request_ids_per_principal = 100000;

  bool operator==(const Limits&) const = default;
};

// A limit as a configuration names it. Both ends of the range are allowed.
struct NumberLimit {
  const char* key;
  uint64_t Limits::*field;
  uint64_t min;
  uint64_t max;
};
struct TimeLimit {
  const char* key;
  absl::Duration Limits::*field;
  absl::Duration min;
  absl::Duration max;
};

// Every field of Limits is in one of these. A key with "bytes" in it is a size.
absl::Span<const NumberLimit> NumberLimits();
absl::Span<const TimeLimit> TimeLimits();

}  // namespace winnow::app

#endif  // WINNOW_SERVER_LIMITS_H_
