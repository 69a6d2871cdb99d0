// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SignalWaiter: the requests of the operating system to stop and to reload (operations.md O4).
#ifndef WINNOW_SERVER_OPS_SIGNAL_WAITER_H_
#define WINNOW_SERVER_OPS_SIGNAL_WAITER_H_

#include <functional>
#include <thread>

#include "absl/status/status.h"

namespace winnow::ops {

// With what the process exits when a second signal does not want to wait for the drain: 128 +
// SIGINT, as shells report it.
inline constexpr int kForcedExitCode = 130;

// Blocks SIGTERM, SIGINT and SIGHUP, for a SignalWaiter to receive, and ignores SIGPIPE, so that a
// peer that hangs up is an error of its write. main calls it first: threads inherit the mask, and a
// thread that was started before would be killed by the signal. INTERNAL when the kernel refuses.
absl::Status BlockStopSignals();

// Waits for SIGTERM, SIGINT and SIGHUP in a thread of its own. At most one at a time, after
// BlockStopSignals.
class SignalWaiter {
 public:
  // The first SIGTERM or SIGINT calls `on_stop` with its number, once, and the second ends the
  // process at once with kForcedExitCode. Each SIGHUP until the first of them calls `on_reload`.
  // Both are called in the waiter's thread, where they may lock and allocate but should not block.
  SignalWaiter(std::function<void(int signal)> on_stop, std::function<void()> on_reload);
  // Stops waiting; neither is called afterwards. Signals that come later stay blocked.
  ~SignalWaiter();
  SignalWaiter(const SignalWaiter&) = delete;
  SignalWaiter& operator=(const SignalWaiter&) = delete;

 private:
  void Wait();
  // The number of the next signal; 0 when the waiter is being destroyed.
  int NextSignal() const;

  const std::function<void(int)> on_stop_;
  const std::function<void()> on_reload_;
  // Read by the thread: the signals, and the wish of the destructor.
  int signal_descriptor_;
  int stop_descriptor_;
  std::thread thread_;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_SIGNAL_WAITER_H_
