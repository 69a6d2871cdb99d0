// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Watchdog: calls the server as its clients do, and ends it when it does not answer, so that it is
// started again (operations.md O1).
#ifndef WINNOW_SERVER_APP_WATCHDOG_H_
#define WINNOW_SERVER_APP_WATCHDOG_H_

#include <cstdint>
#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/ops/call_metrics.h"
#include "server/ops/clock.h"
#include "server/ops/log.h"

namespace winnow::app {

// For one thread.
class Watchdog {
 public:
  struct Options {
    // Unanswered calls in a row after which the server counts as dead.
    uint64_t failures = 3;
    // Calls the listener. RESOURCE_EXHAUSTED: it lives and has no room, which says nothing.
    std::function<absl::Status()> probe;
    // Told once that the server is dead; it should end.
    std::function<void()> on_dead;
    // Called when it has not ended kLastResort later: ends it without any order.
    std::function<void()> on_stuck;
  };
  static constexpr absl::Duration kLastResort = absl::Seconds(15);

  Watchdog(Options options, const ops::Clock& clock, ops::Logger& log, ops::CallMetrics& metrics)
      : options_(std::move(options)), clock_(clock), log_(log), metrics_(metrics) {}

  // Calls the listener once. Blocks as the probe does.
  void Look();

 private:
  void CountFailure(const absl::Status& status);

  const Options options_;
  const ops::Clock& clock_;
  ops::Logger& log_;
  ops::CallMetrics& metrics_;
  uint64_t failures_ = 0;
  // When it was found dead, on the steady clock.
  absl::Duration dead_since_ = absl::InfiniteDuration();
};

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_WATCHDOG_H_
