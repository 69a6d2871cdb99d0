// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The name of a shard's log. A restore or an accepted loss begins a new history, whose name no
// other history of the shard has, so that two checkpoints of one name never disagree.
#ifndef WINNOW_SERVER_SHARD_LOG_ORIGIN_H_
#define WINNOW_SERVER_SHARD_LOG_ORIGIN_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/shard/mutation.h"
#include "storage/engine.h"
#include "storage/origin.h"

namespace winnow::shard {

// `winnow/{database}/shards/{shard}/histories/{history}`. The number of a history is the epoch of
// its first leaf, and 0 of one that begins with leaf 1.
std::string LogOriginName(absl::string_view database_id, storage::ShardId shard, uint64_t history);

// The name of the log of a shard as it is stored.
absl::StatusOr<std::string> CurrentLogOrigin(storage::Engine& engine, absl::string_view database_id,
                                             storage::ShardId shard);

// The step by which the history that `origin` tells of begins: its leaf names what was abandoned.
// It must be the next mutation of its shard.
absl::StatusOr<Mutation> BeginHistory(storage::Engine& engine, const storage::Origin& origin);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_LOG_ORIGIN_H_
