// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SplitGroups: the split of every split group of a queue. Members of one group, such as the
// utterances of a speaker, never stand on both sides of an exam (governance.md G4).
#ifndef WINNOW_SERVER_SHARD_SPLIT_GROUPS_H_
#define WINNOW_SERVER_SHARD_SPLIT_GROUPS_H_

#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"
#include "winnow/v1/candidate.pb.h"

namespace winnow::shard {

// Groups are known by a hash of 64 bits: about 20 bytes each. Not thread-safe.
class SplitGroups {
 public:
  // SPLIT_UNSPECIFIED where the group has none yet.
  v1::Split SplitOf(absl::string_view group) const {
    const auto it = groups_.find(KeyOf(group));
    return it == groups_.end() ? v1::SPLIT_UNSPECIFIED : static_cast<v1::Split>(it->second);
  }

  // Whether a candidate may have its split: it names no group, or its group has that split or none
  // yet.
  bool Allows(const v1::Candidate& candidate) const {
    if (candidate.split_group().empty()) return true;
    const v1::Split known = SplitOf(candidate.split_group());
    return known == v1::SPLIT_UNSPECIFIED || known == candidate.split();
  }

  // The group of the first candidate that names it has its split from then on. Of candidates that
  // were removed nothing is stored: a group of such alone is forgotten with a restart.
  void Add(const v1::Candidate& candidate) {
    if (candidate.split_group().empty() || candidate.split() == v1::SPLIT_UNSPECIFIED) return;
    groups_.try_emplace(KeyOf(candidate.split_group()), static_cast<uint8_t>(candidate.split()));
  }

 private:
  static uint64_t KeyOf(absl::string_view group) { return absl::HashOf(group); }

  absl::flat_hash_map<uint64_t, uint8_t> groups_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_SPLIT_GROUPS_H_
