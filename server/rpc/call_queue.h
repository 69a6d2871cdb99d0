// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CallQueue: whose turn it is. Calls are carried out on threads of the queue, class by class, and
// refused before they wait when the server has too much to do (README.md).
#ifndef WINNOW_SERVER_RPC_CALL_QUEUE_H_
#define WINNOW_SERVER_RPC_CALL_QUEUE_H_

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/ops/call_metrics.h"
#include "server/ops/clock.h"
#include "server/ops/log.h"
#include "server/ops/mutex.h"
#include "server/rpc/call_class.h"

namespace winnow::rpc {

// Work of a higher class has its turn before all of a lower one; work of one class in its order.
// gRPC's own threads carry nothing out, so that they read, refuse and answer health at any load.
// Thread-safe.
class CallQueue {
 public:
  struct Options {
    // At least 5, so that each class leaves one to those above it.
    size_t threads = 5;
    // Most calls of each class that are under way: waiting, carried out, or waiting for their
    // commit or their reader.
    std::array<size_t, kCallClasses> most_calls = {1024, 4096, 1024, 64, 32};
    // A call that would wait longer than this for its turn is refused.
    absl::Duration longest_wait = absl::Milliseconds(100);
  };

  // Called once, when its turn comes: OK, or why it is not to be done after all, because it waited
  // much longer than was foreseen.
  using Work = absl::AnyInvocable<void(absl::Status)>;

  CallQueue(const Options& options, const ops::Clock& clock, ops::Logger& log,
            ops::CallMetrics& metrics);
  // As Stop.
  ~CallQueue();
  CallQueue(const CallQueue&) = delete;
  CallQueue& operator=(const CallQueue&) = delete;

  // Counts a call as under way until Leave. OVERLOADED when too many of its class are.
  absl::Status Enter(CallClass call_class) WINNOW_EXCLUDES(mutex_);
  // `tail`: how long the call took from its turn to its end, where that says what the next one will
  // take; nothing for streams.
  void Leave(CallClass call_class, std::optional<absl::Duration> tail) WINNOW_EXCLUDES(mutex_);

  // Queues work of a call that has entered. OVERLOADED, and the work is dropped, when it would wait
  // for too long, or the call could not end within `time_left`.
  absl::Status Submit(CallClass call_class, absl::Duration time_left, Work work)
      WINNOW_EXCLUDES(mutex_);
  // Queues the next piece of work of a call that is being carried out: never refused, and bounded
  // by the calls that have entered.
  void Resume(CallClass call_class, absl::AnyInvocable<void()> work) WINNOW_EXCLUDES(mutex_);

  // Carries out what waits and ends the threads; work that comes later is dropped. For when no call
  // can come any more. May be called again.
  void Stop() WINNOW_EXCLUDES(mutex_);

 private:
  struct Item {
    Work work;
    absl::Duration since;
    bool may_expire;
  };
  // What is known of one class.
  struct Line {
    explicit Line(ops::CallClassMetrics class_metrics) : metrics(class_metrics) {}

    ops::CallClassMetrics metrics;
    std::deque<Item> items;
    size_t under_way = 0;
    size_t running = 0;
    // Moving averages: of a piece of work, and of a call from its turn to its end.
    absl::Duration service = absl::ZeroDuration();
    absl::Duration tail = absl::ZeroDuration();
  };
  struct Turn {
    CallClass call_class;
    Item item;
    absl::Duration start;
  };

  void Run() WINNOW_EXCLUDES(mutex_);
  // The next turn, once there is one; nothing when all is done and the queue stops.
  std::optional<Turn> Take() WINNOW_EXCLUDES(mutex_);
  std::optional<CallClass> NextClass() const WINNOW_REQUIRES(mutex_);
  void Finish(CallClass call_class, absl::Duration took) WINNOW_EXCLUDES(mutex_);
  void Push(CallClass call_class, Item item) WINNOW_REQUIRES(mutex_);
  absl::Duration ExpectedWait(CallClass call_class) const WINNOW_REQUIRES(mutex_);
  bool MayRun(CallClass call_class) const WINNOW_REQUIRES(mutex_);
  // On how many threads the class and those below it run at most, together.
  size_t MostRunning(CallClass call_class) const;
  absl::Status Refuse(CallClass call_class, absl::string_view reason, absl::Duration wait)
      WINNOW_REQUIRES(mutex_);
  Line& LineOf(CallClass call_class) WINNOW_REQUIRES(mutex_) {
    return lines_[static_cast<size_t>(call_class)];
  }
  const Line& LineOf(CallClass call_class) const WINNOW_REQUIRES(mutex_) {
    return lines_[static_cast<size_t>(call_class)];
  }

  const Options options_;
  const ops::Clock& clock_;
  ops::Logger& log_;
  ops::CallMetrics& metrics_;

  ops::Mutex mutex_;
  ops::CondVar changed_;
  std::deque<Line> lines_ WINNOW_GUARDED_BY(mutex_);
  bool stopping_ WINNOW_GUARDED_BY(mutex_) = false;
  absl::Duration last_log_ WINNOW_GUARDED_BY(mutex_) = -absl::InfiniteDuration();
  std::vector<std::thread> threads_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_CALL_QUEUE_H_
