// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Folding: moves pushed signals from chunks (table w) into the rows of their candidates (table c)
// in key order, so that the log of pushes stays short and a start reads each signal once
// (storage.md E2).
#ifndef WINNOW_SERVER_SHARD_SIGNAL_FOLD_H_
#define WINNOW_SERVER_SHARD_SIGNAL_FOLD_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "server/shard/shard.h"

namespace winnow::shard {

struct FoldOptions {
  // A queue is folded when its chunks have at least this many bytes together.
  size_t min_backlog_bytes = size_t{4} << 20;
  // Most chunks of one commit; fewer are taken where rows are large.
  size_t max_chunks = 64;
};

// Folds the oldest chunks of every queue of the shard that has enough of them; returns how many
// chunks were folded. Blocks for reads and commits: for a background thread, and for one at a time
// per shard. Errors: the engine's.
absl::StatusOr<size_t> FoldSignals(Shard& shard, const FoldOptions& options);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_SIGNAL_FOLD_H_
