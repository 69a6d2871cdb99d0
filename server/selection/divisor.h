// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Divisor methods (selection.md S4.1): whole slots to slices, one at a time, so that a slice never
// loses a slot because there are more of them. Exact: priorities are compared by cross
// multiplication.
#ifndef WINNOW_SERVER_SELECTION_DIVISOR_H_
#define WINNOW_SERVER_SELECTION_DIVISOR_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/group_room.h"
#include "winnow/v1/policy.pb.h"

namespace winnow::selection {

enum class Divisor {
  kWebster,  // w / (2n + 1)
  kNeyman,   // w / sqrt(n (n + 1)); for n = 0 above every number, if w is not 0
};

// NEYMAN has its own divisor, every other allocation Webster's.
Divisor DivisorOf(v1::AllocationKind kind);

// A slice that competes for slots. A weight of 0 takes part in the minimum alone.
struct Lane {
  uint64_t weight = 0;
  uint64_t held = 0;  // slots that it has before the first one is given
  uint64_t lo = 0;    // at most hi
  uint64_t hi = 0;    // below 2^31, as every count of slots
  uint32_t priority_class = 0;
};

// What a lane with `n` slots offers for the next one.
struct Offer {
  uint64_t weight = 0;
  uint64_t n = 0;
};

// True if `a` has the strictly higher priority.
bool OutranksBy(Divisor divisor, const Offer& a, const Offer& b);

// Slots per lane, `held` included. `lanes` are in the order that breaks ties, and each `held` is at
// most its hi. First every lane gets its lo; where `slots` do not suffice for that, the classes go
// in rising order, and within a class the priority decides (S4.3). Then the highest priority below
// hi gets one slot after the other, until all are given or no lane wants one. A lane that is in a
// group without `room` is passed over in either part; `held` takes none of the room.
std::vector<uint64_t> GiveSlots(Divisor divisor, absl::Span<const Lane> lanes, uint64_t slots,
                                const GroupRoom& room = GroupRoom());

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_DIVISOR_H_
