// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/parked_groups.h"

namespace winnow::selection {

void ParkedGroups::Add(const DiversityKey& key, const Ranked& member) {
  groups_[key].insert(member);
  keys_.emplace(member.no, key);
}

bool ParkedGroups::Remove(const Ranked& member) {
  const auto at = keys_.find(member.no);
  if (at == keys_.end()) return false;
  const auto group = groups_.find(at->second);
  group->second.erase(member);
  if (group->second.empty()) groups_.erase(group);
  keys_.erase(at);
  return true;
}

std::optional<DiversityKey> ParkedGroups::KeyOf(CandidateNo no) const {
  const auto at = keys_.find(no);
  if (at == keys_.end()) return std::nullopt;
  return at->second;
}

std::size_t ParkedGroups::MemoryBytes() const {
  // The nodes of the ordered sets are about three quarters full.
  return sizeof(*this) + groups_.capacity() * (sizeof(DiversityKey) + sizeof(RankedSet) + 1) +
         keys_.capacity() * (sizeof(std::pair<CandidateNo, DiversityKey>) + 1) +
         keys_.size() * sizeof(Ranked) * 4 / 3;
}

}  // namespace winnow::selection
