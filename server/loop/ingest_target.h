// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Where a chunk goes, and whether the queue can take it.
#ifndef WINNOW_SERVER_LOOP_INGEST_TARGET_H_
#define WINNOW_SERVER_LOOP_INGEST_TARGET_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "server/loop/environment.h"
#include "server/loop/ingest_context.h"

namespace winnow::loop {

struct IngestTarget {
  std::string queue_id;
  shard::Shard* shard = nullptr;
  IngestContext context;
};

// Sees the queue under the shard's mutex, before any row is looked at.
using CheckQueue = absl::FunctionRef<absl::Status(const shard::QueueState&)>;

// The target of rows under `header`. QUEUE_UNKNOWN, or what `check` says.
absl::StatusOr<IngestTarget> FindTarget(Environment& environment, const SplitAssignment& splits,
                                        const v1::IngestHeader& header, CheckQueue check);

// RESOURCE_EXHAUSTED while the signals of the queue that are not yet folded take more than `limits`
// allow; true when senders should slow down.
absl::StatusOr<bool> CheckBacklog(const shard::QueueState& queue, const Limits& limits);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_INGEST_TARGET_H_
