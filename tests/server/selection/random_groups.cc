// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/selection/random_groups.h"

#include <utility>
#include <vector>

namespace winnow::selection {

GroupRules RandomGroups(Dice& dice, uint64_t most) {
  GroupRules rules;
  const uint64_t groups = 1 + dice.Below(6);
  for (uint64_t g = 0; g < groups; ++g) {
    GroupRule rule;
    // In the order of paths: inside the group before, or beside one that encloses it.
    if (g > 0 && dice.Chance(70)) rule.parent = g - 1;
    while (rule.parent != kNoGroup && dice.Chance(40))
      rule.parent = rules.groups[rule.parent].parent;
    if (dice.Chance(60)) rule.max = static_cast<uint32_t>(dice.Below(most + 1));
    if (dice.Chance(30)) rule.max_share = static_cast<Micros>(1 + dice.Below(kMicrosPerUnit));
    rules.groups.push_back(rule);
  }
  return rules;
}

void GiveGroups(Dice& dice, RandomCase& random) {
  random.policy.groups = RandomGroups(dice, random.batch);
  for (const SliceFacts& slice : random.pool.slices) {
    if (dice.Chance(20)) continue;
    random.policy.groups.of_slice[slice.id] = dice.Below(random.policy.groups.groups.size());
  }
}

GroupRoom RandomGroupRoom(Dice& dice, std::size_t lanes, uint64_t batch) {
  const GroupRules rules = RandomGroups(dice, batch);
  std::vector<std::size_t> group_of;
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    group_of.push_back(dice.Chance(20) ? kNoGroup : dice.Below(rules.groups.size()));
  }
  return GroupRoom(rules, std::move(group_of), batch);
}

}  // namespace winnow::selection
