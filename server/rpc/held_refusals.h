// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// HeldRefusals: refusals for want of room, sent a little later. A client that asks again at once
// would else cost more in refusals than the answers that there is room for; so its calls wait on
// its own connection, which has a bound.
#ifndef WINNOW_SERVER_RPC_HELD_REFUSALS_H_
#define WINNOW_SERVER_RPC_HELD_REFUSALS_H_

#include <cstddef>
#include <deque>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "server/ops/clock.h"
#include "server/ops/mutex.h"

namespace winnow::rpc {

// Thread-safe.
class HeldRefusals {
 public:
  struct Options {
    absl::Duration delay = absl::Seconds(2);
    // Beyond it refusals are sent at once.
    size_t most = 4096;
  };
  using Answer = absl::AnyInvocable<void()>;

  HeldRefusals(const Options& options, const ops::Clock& clock)
      : options_(options), clock_(clock) {}

  // Calls `answer` once: from SendDue when the delay has passed, or before this returns where too
  // many are held, the caller has only `time_left` and that is no longer than the delay, or Close
  // was called.
  void Hold(absl::Duration time_left, Answer answer) WINNOW_EXCLUDES(mutex_);
  // Sends what is due. Due every few milliseconds, from one thread.
  void SendDue() WINNOW_EXCLUDES(mutex_);
  // Sends everything, and holds nothing any more.
  void Close() WINNOW_EXCLUDES(mutex_);

 private:
  struct Held {
    absl::Duration due;  // on the steady clock
    Answer answer;
  };
  bool HasRoom(absl::Duration time_left) const WINNOW_REQUIRES(mutex_);

  const Options options_;
  const ops::Clock& clock_;
  ops::Mutex mutex_;
  std::deque<Held> held_ WINNOW_GUARDED_BY(mutex_);  // in the order in which they are due
  bool closed_ WINNOW_GUARDED_BY(mutex_) = false;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_HELD_REFUSALS_H_
