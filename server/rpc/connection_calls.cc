// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/connection_calls.h"

#include <utility>

namespace winnow::rpc {

ConnectionCalls::Place::Place(Place&& other) noexcept
    : calls_(std::exchange(other.calls_, nullptr)), peer_(std::move(other.peer_)) {}

ConnectionCalls::Place& ConnectionCalls::Place::operator=(Place&& other) noexcept {
  Leave();
  calls_ = std::exchange(other.calls_, nullptr);
  peer_ = std::move(other.peer_);
  return *this;
}

void ConnectionCalls::Place::Leave() {
  if (calls_ != nullptr) std::exchange(calls_, nullptr)->Leave(peer_);
}

ConnectionCalls::Place ConnectionCalls::Enter(std::string peer) {
  size_t open = 0;
  {
    ops::MutexLock lock(mutex_);
    open = ++open_[peer];
  }
  if (open > most_) cut_(peer);
  return Place(*this, std::move(peer));
}

void ConnectionCalls::Leave(const std::string& peer) {
  ops::MutexLock lock(mutex_);
  const auto found = open_.find(peer);
  if (--found->second == 0) open_.erase(found);
}

}  // namespace winnow::rpc
