// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How verbs find the queue that a request names.
#ifndef WINNOW_SERVER_LOOP_QUEUE_LOOKUP_H_
#define WINNOW_SERVER_LOOP_QUEUE_LOOKUP_H_

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/loop/error.h"
#include "server/shard/shards.h"

namespace winnow::loop {

inline absl::Status QueueUnknown() {
  return Unknown(v1::ERROR_REASON_QUEUE_UNKNOWN,
                 "No such queue. Create it with CreateQueue, or correct its name.");
}

// QUEUE_UNKNOWN when there is none.
inline absl::StatusOr<shard::Shard*> ShardOfQueue(shard::Shards& shards,
                                                  absl::string_view queue_id) {
  shard::Shard* shard = shards.OfQueue(queue_id);
  if (shard == nullptr) return QueueUnknown();
  return shard;
}

// Under the shard's mutex. QUEUE_UNKNOWN also for a queue whose creation stopped half-way.
inline absl::StatusOr<shard::QueueState*> FindQueue(const shard::ShardState& state,
                                                    absl::string_view queue_id) {
  shard::QueueState* queue = state.FindQueue(queue_id);
  if (queue == nullptr) return QueueUnknown();
  return queue;
}

// Runs `inspect` under the shard's mutex and returns what it returns, without waiting for what it
// saw to become durable: for a look before another command, or for an error, which promises
// nothing.
inline absl::Status Peek(shard::Shard& shard,
                         absl::FunctionRef<absl::Status(const shard::ShardState&)> inspect) {
  absl::Status seen;
  shard.Read(
      [&](const shard::ShardState& state) {
        seen = inspect(state);
        return absl::OkStatus();
      },
      [](const absl::StatusOr<shard::Position>&) {});
  return seen;
}

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_QUEUE_LOOKUP_H_
