// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_SELECTION_RANDOM_GROUPS_H_
#define WINNOW_TESTS_SERVER_SELECTION_RANDOM_GROUPS_H_

#include <cstddef>
#include <cstdint>

#include "server/selection/group_room.h"
#include "server/selection/group_rules.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::selection {

// Up to 6 nested groups with capacities up to `most` or shares, some without bound.
GroupRules RandomGroups(Dice& dice, uint64_t most);

// Gives the policy nested groups in which some of the slices are.
void GiveGroups(Dice& dice, RandomCase& random);

// The room of random groups for `lanes` lanes, some of which are in none.
GroupRoom RandomGroupRoom(Dice& dice, std::size_t lanes, uint64_t batch);

}  // namespace winnow::selection

#endif  // WINNOW_TESTS_SERVER_SELECTION_RANDOM_GROUPS_H_
