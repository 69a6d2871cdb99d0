// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The counts of a queue as callers without access to rows see them (governance.md G2).
#ifndef WINNOW_SERVER_LOOP_PUBLISHED_COUNTS_H_
#define WINNOW_SERVER_LOOP_PUBLISHED_COUNTS_H_

#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "server/loop/call.h"
#include "server/shard/queue_state.h"
#include "winnow/v1/governance_service.pb.h"
#include "winnow/v1/slice.pb.h"

namespace winnow::loop {

// Whether the caller sees every count of the queue as it is at the moment.
bool SeesLiveCounts(const Caller& caller, const shard::QueueState& queue);

// Valid while the queue stays as it is: for the length of a command.
class PublishedCounts {
 public:
  explicit PublishedCounts(const shard::QueueState& queue);

  // Replaces the counts of a slice, whose number is `no`, by those that are published.
  void Apply(selection::SliceNo no, v1::Slice* slice) const;
  // Fills the counts of the whole queue, and of the slices without a row of their own.
  void Fill(v1::QueueStatusResponse* response) const;

 private:
  const disclosure::Row* RowOf(selection::SliceNo no) const;

  const shard::QueueState& queue_;
  const disclosure::Publication& publication_;
  absl::flat_hash_map<absl::string_view, const disclosure::Row*> rows_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_PUBLISHED_COUNTS_H_
