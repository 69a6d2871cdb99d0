// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How the draft of an audit leaf becomes the bytes that the tree hashes, and the row that the leaf
// commits to (governance.md G5).
#ifndef WINNOW_SERVER_SHARD_LEAF_RECORD_H_
#define WINNOW_SERVER_SHARD_LEAF_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/shard/mutation.h"
#include "storage/engine.h"
#include "storage/write_set.h"

namespace winnow::shard {

// What a committer adds to a draft.
struct LeafContext {
  storage::ShardId shard = 0;
  uint64_t epoch = 0;
  uint64_t seq = 0;
  absl::Time time;
  // What the leaf names who acted (actor_names.h).
  absl::string_view actor;
  // That nobody can guess and no other process has: nobody can tell the salt of a payload that was
  // erased from those of others.
  absl::string_view salt_key;
};

// The bytes of the leaf. Its payload, if it has one, goes to `writes` with its salt.
std::string WriteLeaf(const LeafContext& context, LeafDraft draft, storage::WriteSet& writes);

// No less than what a leaf of `draft` and the row of its payload take.
size_t LeafBytes(const LeafDraft& draft);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_LEAF_RECORD_H_
