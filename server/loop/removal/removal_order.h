// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RemovalOrder: what is to be removed, and in whose name.
#ifndef WINNOW_SERVER_LOOP_REMOVAL_REMOVAL_ORDER_H_
#define WINNOW_SERVER_LOOP_REMOVAL_REMOVAL_ORDER_H_

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/shard/shard.h"
#include "winnow/v1/removal.pb.h"

namespace winnow::loop {

// Candidates of one queue.
struct RemovalOrder {
  shard::Shard& shard;
  std::string queue_id;
  // Which candidates; asked about those that are not removed yet, under the shard's mutex.
  std::function<bool(const shard::CandidateRow&, const shard::Moment&)> wanted;
  v1::RemovalReason reason = v1::REMOVAL_REASON_UNSPECIFIED;
  // Of the audit leaves.
  std::string principal;  // empty: a step of the server's own
  std::string method;
  std::string subject_digest = "";  // of an erasure
  size_t portion = 256;             // candidates of one mutation
  // Set when the removal should give up at its next step.
  const std::atomic<bool>& stopping;
};

// The queues of a shard, by id.
absl::StatusOr<std::vector<std::string>> QueuesOf(shard::Shard& shard);

// The first candidates, `most` at most, that the order wants. Takes the shard's mutex for a portion
// of the queue at a time. UNAVAILABLE when it has to give up.
absl::StatusOr<std::vector<shard::CandidateNo>> FindWanted(const RemovalOrder& order, size_t most);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REMOVAL_REMOVAL_ORDER_H_
