// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// PositionCheck: what a client has seen of the history of each shard, and the alarm when a shard's
// history turns out shorter than that.
#ifndef WINNOW_CLIENT_POSITION_CHECK_H_
#define WINNOW_CLIENT_POSITION_CHECK_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

#include "absl/status/status.h"
#include "winnow/v1/position.pb.h"

namespace winnow::client {

// Thread-safe. Answers of calls that run at the same time may arrive in any order, so a call is
// judged against what was known when it started.
class PositionCheck {
 public:
  // Seen positions, shard to (epoch, seq).
  using Seen = std::map<uint32_t, std::pair<uint64_t, uint64_t>>;

  // To be taken before a call is sent.
  Seen Snapshot() const;

  // Records the position of an answer. DATA_LOSS when it lies before what `before` held for the
  // same shard: the server runs on an older copy of its folder.
  absl::Status Observe(const v1::Position& position, const Seen& before);

 private:
  mutable std::mutex mutex_;
  Seen seen_;
};

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_POSITION_CHECK_H_
