// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/duplicate_groups.h"

#include "server/selection/stable_hash.h"

namespace winnow::shard {

std::pair<std::optional<selection::CandidateNo>, std::optional<selection::CandidateNo>>
DuplicateGroups::SetRole(const Member& member, DuplicateRole before, DuplicateRole now) {
  const std::optional<selection::CandidateNo> was = Representative(member.group);
  const auto it = groups_.try_emplace(member.group).first;
  Group& group = it->second;
  const std::pair<uint64_t, selection::CandidateNo> entry(selection::Mix(salt_, member.id_hash),
                                                          member.no);
  if (before == DuplicateRole::kContender) group.contenders.erase(entry);
  if (before == DuplicateRole::kBlocker) --group.blockers;
  if (now == DuplicateRole::kContender) group.contenders.insert(entry);
  if (now == DuplicateRole::kBlocker) ++group.blockers;
  if (group.contenders.empty() && group.blockers == 0) groups_.erase(it);
  return {was, Representative(member.group)};
}

std::optional<selection::CandidateNo> DuplicateGroups::Representative(uint32_t group) const {
  const auto it = groups_.find(group);
  if (it == groups_.end() || it->second.blockers > 0 || it->second.contenders.empty())
    return std::nullopt;
  return it->second.contenders.begin()->second;
}

uint64_t DuplicateGroups::Contenders(uint32_t group) const {
  const auto it = groups_.find(group);
  return it == groups_.end() ? 0 : it->second.contenders.size();
}

}  // namespace winnow::shard
