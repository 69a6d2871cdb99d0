// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/removal/removal_order.h"

#include <algorithm>

#include "server/loop/error.h"
#include "server/loop/queue_lookup.h"

namespace winnow::loop {
namespace {

// Candidates that are looked at under the mutex in one go: well under a millisecond's.
constexpr size_t kRowsPerPortion = 20'000;

}  // namespace

absl::StatusOr<std::vector<std::string>> QueuesOf(shard::Shard& shard) {
  std::vector<std::string> queues;
  absl::Status status = Peek(shard, [&](const shard::ShardState& state) {
    for (const auto& [id, queue] : state.queues) queues.push_back(id);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return queues;
}

absl::StatusOr<std::vector<shard::CandidateNo>> FindWanted(const RemovalOrder& order, size_t most) {
  std::vector<shard::CandidateNo> found;
  size_t next = 0;
  bool more = true;
  while (more && found.size() < most) {
    if (order.stopping) return Draining();
    absl::Status status = Peek(order.shard, [&](const shard::ShardState& state) -> absl::Status {
      const auto queue = FindQueue(state, order.queue_id);
      if (!queue.ok()) return queue.status();
      const shard::CandidateColumns& candidates = (*queue)->candidates;
      const size_t end = std::min(candidates.size(), next + kRowsPerPortion);
      for (; next < end && found.size() < most; ++next) {
        const auto no = static_cast<shard::CandidateNo>(next);
        const shard::CandidateRow& row = candidates.row(no);
        if (!row.removed && order.wanted(row, state.now)) found.push_back(no);
      }
      more = next < candidates.size();
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  return found;
}

}  // namespace winnow::loop
