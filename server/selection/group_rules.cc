// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/group_rules.h"

#include <algorithm>
#include <utility>

#include "absl/strings/string_view.h"

namespace winnow::selection {
namespace {

using Path = std::vector<absl::string_view>;
using GroupsByName = absl::flat_hash_map<absl::string_view, const v1::SliceGroup*>;

// Names from the top down to `group`.
Path PathOf(const v1::SliceGroup& group, const GroupsByName& by_name) {
  Path path = {group.name()};
  for (const v1::SliceGroup* at = &group; !at->parent().empty();) {
    path.push_back(at->parent());
    at = by_name.at(at->parent());
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace

uint64_t GroupRule::CapacityOf(uint64_t batch) const {
  uint64_t most = batch;
  if (max.has_value()) most = std::min(most, uint64_t{*max});
  if (max_share.has_value()) {
    most = std::min(most, batch * static_cast<uint64_t>(*max_share) / kMicrosPerUnit);
  }
  return most;
}

GroupRules CompileGroups(const v1::Allocation& allocation) {
  GroupsByName by_name;
  for (const v1::SliceGroup& group : allocation.groups()) by_name[group.name()] = &group;
  std::vector<std::pair<Path, const v1::SliceGroup*>> ordered;
  for (const v1::SliceGroup& group : allocation.groups()) {
    ordered.emplace_back(PathOf(group, by_name), &group);
  }
  std::sort(ordered.begin(), ordered.end());
  GroupRules rules;
  absl::flat_hash_map<absl::string_view, std::size_t> positions;
  for (const auto& [path, group] : ordered) {
    const std::size_t position = rules.groups.size();
    positions[group->name()] = position;
    GroupRule& rule = rules.groups.emplace_back();
    if (!group->parent().empty()) rule.parent = positions.at(group->parent());
    if (group->has_max()) rule.max = group->max();
    if (group->has_max_share()) rule.max_share = ToMicros(group->max_share());
    for (const std::string& slice : group->slices()) rules.of_slice.emplace(slice, position);
  }
  return rules;
}

}  // namespace winnow::selection
