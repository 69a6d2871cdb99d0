// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/open_calls.h"

#include <utility>
#include <vector>

namespace winnow::rpc {

std::optional<OpenCalls::Ticket> OpenCalls::Enter(std::shared_ptr<OpenCall> call,
                                                  absl::Duration end) {
  ops::MutexLock lock(mutex_);
  if (state_ != State::kServing) return std::nullopt;
  std::list<Entry>& calls = end == absl::InfiniteDuration() ? streams_ : calls_;
  return calls.insert(calls.end(), Entry{std::move(call), end});
}

void OpenCalls::Leave(Ticket ticket) {
  // Spliced out, so that the call is destroyed after the lock is gone.
  std::list<Entry> left;
  ops::MutexLock lock(mutex_);
  std::list<Entry>& calls = ticket->end == absl::InfiniteDuration() ? streams_ : calls_;
  left.splice(left.begin(), calls, ticket);
  if (IsEmpty()) emptied_.NotifyAll();
}

OpenCalls::State OpenCalls::state() const {
  ops::MutexLock lock(mutex_);
  return state_;
}

void OpenCalls::Serve() {
  ops::MutexLock lock(mutex_);
  if (state_ == State::kStarting) state_ = State::kServing;
}

void OpenCalls::Drain() {
  std::vector<std::shared_ptr<OpenCall>> open;
  {
    ops::MutexLock lock(mutex_);
    state_ = State::kDraining;
    for (const Entry& entry : calls_) open.push_back(entry.call);
    for (const Entry& entry : streams_) open.push_back(entry.call);
  }
  for (const std::shared_ptr<OpenCall>& call : open) call->Drain();
}

void OpenCalls::ExpireOverdue(absl::Duration now) {
  std::vector<std::shared_ptr<OpenCall>> overdue;
  {
    ops::MutexLock lock(mutex_);
    for (const Entry& entry : calls_) {
      // Every call gets the same time, so the first that is not due ends the search.
      if (entry.end > now) break;
      overdue.push_back(entry.call);
    }
  }
  for (const std::shared_ptr<OpenCall>& call : overdue) call->Expire();
}

bool OpenCalls::WaitUntilEmpty(absl::Duration limit) {
  ops::MutexLock lock(mutex_);
  // While the server drains nothing enters, so that the one notification is the end.
  while (!IsEmpty()) {
    if (!emptied_.WaitFor(mutex_, limit)) return IsEmpty();
  }
  return true;
}

}  // namespace winnow::rpc
