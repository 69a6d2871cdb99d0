// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Groups of slices that share a capacity (selection.md S4), as a policy states them.
#ifndef WINNOW_SERVER_SELECTION_GROUP_RULES_H_
#define WINNOW_SERVER_SELECTION_GROUP_RULES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "server/selection/types.h"
#include "winnow/v1/policy.pb.h"

namespace winnow::selection {

inline constexpr std::size_t kNoGroup = SIZE_MAX;

struct GroupRule {
  std::size_t parent = kNoGroup;  // position of the group that encloses it
  std::optional<uint32_t> max;
  std::optional<Micros> max_share;

  // Slots that its slices may have of a batch.
  uint64_t CapacityOf(uint64_t batch) const;
};

// The groups of a policy in the order of their paths, which is that of names from the top down: a
// group comes before those in it, and these are next to each other.
struct GroupRules {
  std::vector<GroupRule> groups;
  absl::flat_hash_map<std::string, std::size_t> of_slice;  // the innermost group, by slice id

  bool empty() const { return groups.empty(); }
};

// `allocation` has no violations.
GroupRules CompileGroups(const v1::Allocation& allocation);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_GROUP_RULES_H_
