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
  };
  return kLimits;
}

}  // namespace winnow::app
