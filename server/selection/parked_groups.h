// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_PARKED_GROUPS_H_
#define WINNOW_SERVER_SELECTION_PARKED_GROUPS_H_

#include <cstddef>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "server/selection/diversity_key.h"
#include "server/selection/ranked.h"
#include "server/selection/types.h"

namespace winnow::selection {

// The parked members of a slice (S6.4): those that a draw had to pass over in large numbers because
// they share a key whose cap was reached. A group is walked in order like the slice itself while
// its key is below its cap, and left aside as a whole once it is not: a draw takes the same members
// as if nobody were parked, and does not pay for the size of a cluster twice. Not thread-safe.
class ParkedGroups {
 public:
  // Most groups: each draw opens all of them.
  static constexpr std::size_t kMaxGroups = 64;

  bool Takes(const DiversityKey& key) const {
    return groups_.size() < kMaxGroups || groups_.contains(key);
  }
  // `member` is not parked yet.
  void Add(const DiversityKey& key, const Ranked& member);
  // False if the member is not parked.
  bool Remove(const Ranked& member);
  bool Contains(CandidateNo no) const { return keys_.contains(no); }
  std::optional<DiversityKey> KeyOf(CandidateNo no) const;

  std::size_t size() const { return keys_.size(); }
  const absl::flat_hash_map<DiversityKey, RankedSet>& groups() const { return groups_; }
  std::size_t MemoryBytes() const;

 private:
  absl::flat_hash_map<DiversityKey, RankedSet> groups_;
  absl::flat_hash_map<CandidateNo, DiversityKey> keys_;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_PARKED_GROUPS_H_
