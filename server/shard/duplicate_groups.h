// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// DuplicateGroups: one representative stands in the frame for a group of exact duplicates
// (selection.md S6.2).
#ifndef WINNOW_SERVER_SHARD_DUPLICATE_GROUPS_H_
#define WINNOW_SERVER_SHARD_DUPLICATE_GROUPS_H_

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "server/selection/types.h"

namespace winnow::shard {

// What a member is to its group: a contender is kept out of the frame by nothing but the group, a
// blocker is leased or labelled.
enum class DuplicateRole : uint8_t { kNone, kContender, kBlocker };

// While a group has a blocker it has no representative; else the
// contender with the smallest hash of its id under a salt that is fixed for the queue. Every step
// costs the logarithm of the group. Not thread-safe.
class DuplicateGroups {
 public:
  explicit DuplicateGroups(uint64_t salt) : salt_(salt) {}

  struct Member {
    uint32_t group = 0;
    selection::CandidateNo no = 0;
    uint64_t id_hash = 0;
  };
  // Gives `member` the role that it has from now on, in place of `before`. Whoever may have gained
  // or lost the representation by that, besides the member itself, is returned: the contender that
  // represented the group before, and the one that does now.
  std::pair<std::optional<selection::CandidateNo>, std::optional<selection::CandidateNo>> SetRole(
      const Member& member, DuplicateRole before, DuplicateRole now);
  void Clear() { groups_.clear(); }
  std::optional<selection::CandidateNo> Representative(uint32_t group) const;
  // Contenders of the group: what its representative stands for.
  uint64_t Contenders(uint32_t group) const;

 private:
  struct Group {
    absl::btree_set<std::pair<uint64_t, selection::CandidateNo>> contenders;
    uint64_t blockers = 0;
  };

  uint64_t salt_;
  absl::flat_hash_map<uint32_t, Group> groups_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_DUPLICATE_GROUPS_H_
