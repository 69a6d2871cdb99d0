// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// OpenCalls: the calls that the server is carrying out, and whether it takes more.
#ifndef WINNOW_SERVER_RPC_OPEN_CALLS_H_
#define WINNOW_SERVER_RPC_OPEN_CALLS_H_

#include <cstddef>
#include <list>
#include <memory>
#include <optional>

#include "absl/time/time.h"
#include "server/ops/mutex.h"

namespace winnow::rpc {

// A call as OpenCalls sees it. Both may be called from any thread, and after the call has ended.
class OpenCall {
 public:
  virtual ~OpenCall() = default;
  // Its time is over: the caller gets an answer now, whatever is still under way.
  virtual void Expire() = 0;
  // The server wants to stop: a call that would go on for long ends itself soon.
  virtual void Drain() = 0;
};

// Safe for use from any thread.
class OpenCalls {
 private:
  struct Entry {
    std::shared_ptr<OpenCall> call;
    absl::Duration end;
  };

 public:
  enum class State { kStarting, kServing, kDraining };
  using Ticket = std::list<Entry>::iterator;

  // Registers a call until Leave, and keeps it alive until then. `end` is when it expires, in time
  // of the steady clock; InfiniteDuration for a stream. Nothing when the server takes no calls.
  std::optional<Ticket> Enter(std::shared_ptr<OpenCall> call, absl::Duration end)
      WINNOW_EXCLUDES(mutex_);
  void Leave(Ticket ticket) WINNOW_EXCLUDES(mutex_);

  // Starts as kStarting.
  State state() const WINNOW_EXCLUDES(mutex_);
  // The server has its state and takes calls, unless it drains already.
  void Serve() WINNOW_EXCLUDES(mutex_);
  // New calls are refused from now on, and every open one is told.
  void Drain() WINNOW_EXCLUDES(mutex_);
  // Expires the calls that should have ended by `now`.
  void ExpireOverdue(absl::Duration now) WINNOW_EXCLUDES(mutex_);

  // Waits until no call is open, once the server drains, for at most `limit` of real time. False
  // when some are left.
  bool WaitUntilEmpty(absl::Duration limit) WINNOW_EXCLUDES(mutex_);

 private:
  bool IsEmpty() const WINNOW_REQUIRES(mutex_) { return calls_.empty() && streams_.empty(); }

  mutable ops::Mutex mutex_;
  ops::CondVar emptied_;
  State state_ WINNOW_GUARDED_BY(mutex_) = State::kStarting;
  // Calls with an end, nearly in the order of their ends, and streams.
  std::list<Entry> calls_ WINNOW_GUARDED_BY(mutex_);
  std::list<Entry> streams_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_OPEN_CALLS_H_
