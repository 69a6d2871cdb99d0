// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/limits.h"

namespace winnow::app {
namespace {

constexpr uint64_t kKiB = uint64_t{1} << 10;
constexpr uint64_t kMiB = uint64_t{1} << 20;
constexpr uint64_t kGiB = uint64_t{1} << 30;

}  // namespace

absl::Span<const NumberLimit> NumberLimits() {
  // gRPC counts the size of a message in an int, hence the upper ends of the first two.
  static constexpr NumberLimit kLimits[] = {
      {"max_receive_bytes", &Limits::max_receive_bytes, 64 * kKiB, kGiB},
      {"max_send_bytes", &Limits::max_send_bytes, 64 * kKiB, kGiB},
      {"max_metadata_bytes", &Limits::max_metadata_bytes, kKiB, kMiB},
      {"max_connections", &Limits::max_connections, 1, 1000000},
      {"max_admin_calls", &Limits::max_admin_calls, 1, 1000000},
      {"max_lease_calls", &Limits::max_lease_calls, 1, 1000000},
      {"max_ingest_calls", &Limits::max_ingest_calls, 1, 1000000},
      {"max_scan_calls", &Limits::max_scan_calls, 1, 1000000},
      {"max_export_calls", &Limits::max_export_calls, 1, 1000000},
      {"max_calls_per_second", &Limits::max_calls_per_second, 0, 1000000000},
      {"max_bytes_per_second", &Limits::max_bytes_per_second, 0, 1024 * kGiB},
      {"max_rate_identities", &Limits::max_rate_identities, 1, 10000000},
      {"watchdog_failures", &Limits::watchdog_failures, 1, 1000},
      {"resource_quota_bytes", &Limits::resource_quota_bytes, 16 * kMiB, 1024 * kGiB},
      {"commit_queue_depth", &Limits::commit_queue_depth, 1, 1000000},
      {"commit_queue_bytes", &Limits::commit_queue_bytes, kMiB, 64 * kGiB},
      {"signal_backlog_bytes", &Limits::signal_backlog_bytes, kMiB, 1024 * kGiB},
      {"max_request_ids_per_principal", &Limits::max_request_ids_per_principal, 1, 100000000},
  };
  return kLimits;
}

absl::Span<const TimeLimit> TimeLimits() {
  static const TimeLimit kLimits[] = {
      {"max_deadline", &Limits::max_deadline, absl::Milliseconds(100), absl::Hours(1)},
      {"drain_deadline", &Limits::drain_deadline, absl::ZeroDuration(), absl::Hours(1)},
      {"handshake_timeout", &Limits::handshake_timeout, absl::Milliseconds(100), absl::Minutes(5)},
      {"connection_idle", &Limits::connection_idle, absl::Seconds(1), absl::Hours(24)},
      {"max_call_wait", &Limits::max_call_wait, absl::Milliseconds(1), absl::Minutes(1)},
      {"refusal_delay", &Limits::refusal_delay, absl::ZeroDuration(), absl::Seconds(10)},
      {"watchdog_period", &Limits::watchdog_period, absl::Milliseconds(100), absl::Hours(1)},
  };
  return kLimits;
}

}  // namespace winnow::app
