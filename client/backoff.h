// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Backoff: whether a failed attempt is worth another one, and after which wait. Pure: it neither
// sleeps nor draws.
#ifndef WINNOW_CLIENT_BACKOFF_H_
#define WINNOW_CLIENT_BACKOFF_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace winnow::client {

struct BackoffLimits {
  // The first wait; each further one doubles up to `longest`.
  absl::Duration first = absl::Milliseconds(100);
  absl::Duration longest = absl::Seconds(5);
  // Failed attempts that are followed by another one.
  int retries = 4;
};

// True for UNAVAILABLE, and for RESOURCE_EXHAUSTED with RetryInfo: the same call may succeed later.
// RESOURCE_EXHAUSTED alone may also mean a message over its limit, which stays over it.
bool IsRetryable(const absl::Status& status);

// Counts the failures of one logical call. Not thread-safe.
class Backoff {
 public:
  explicit Backoff(const BackoffLimits& limits) : limits_(limits) {}

  // The wait before the next attempt, or nothing if there should be none. `fraction` in [0, 1)
  // takes up to half of the wait away, so that clients that failed together do not come back
  // together. A server's RetryInfo is the least that is waited.
  std::optional<absl::Duration> Next(const absl::Status& failure, double fraction);

  // Starts over: something has succeeded.
  void Reset() { failures_ = 0; }

 private:
  BackoffLimits limits_;
  int failures_ = 0;
};

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_BACKOFF_H_
