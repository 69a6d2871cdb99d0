// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_SELECTION_SLOW_DIVISOR_H_
#define WINNOW_TESTS_SERVER_SELECTION_SLOW_DIVISOR_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/divisor.h"
#include "server/selection/group_room.h"

namespace winnow::selection {

// GiveSlots as S4.1 and S4.3 put it: a search through all lanes for each single slot.
std::vector<uint64_t> GiveSlotsSlowly(Divisor divisor, absl::Span<const Lane> lanes, uint64_t slots,
                                      GroupRoom room = GroupRoom());

}  // namespace winnow::selection

#endif  // WINNOW_TESTS_SERVER_SELECTION_SLOW_DIVISOR_H_
