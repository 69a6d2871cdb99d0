// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How the slots of a batch are divided between random draws and the best scored, slice by slice and
// before anything is drawn (selection.md S5.0).
#ifndef WINNOW_SERVER_SELECTION_EXPLORE_SHARE_H_
#define WINNOW_SERVER_SELECTION_EXPLORE_SHARE_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/group_room.h"
#include "server/selection/level.h"
#include "server/selection/types.h"
#include "winnow/v1/policy.pb.h"

namespace winnow::selection {

// A slice with its quota (quota.h). The weight, below 2^63, is that of SliceDemand; under BY_SCORE
// it is the summed size measure of the slice, under EQUAL 1.
struct ShareLane {
  uint64_t weight = 0;
  uint64_t lo = 0;
  uint64_t hi = 0;
  uint64_t slots = 0;  // SliceQuota::slots
  uint32_t priority_class = 0;
};

// The lanes of a batch, and the slots that their groups have room for in all (S4.1).
struct Shares {
  absl::Span<const ShareLane> lanes;
  GroupRoom room = GroupRoom();
};

// Slots of a batch that are drawn at random: share x batch, rounded half up.
uint64_t ExploreSlots(Micros share, uint64_t batch);

// Expected random draws per lane, in the order of the lanes, which breaks ties. The sum is
// `explore` slots, or what the lanes can take of `batch` (at most kMaxSlots) if that is less.
//
// Each lane has the same part of its continuous level in the whole batch: a level between lo and hi
// for `batch` slots (the whole slots where the minima do not fit, S4.3), scaled to `explore`. So a
// minimum holds for draws and best scored together. A lane gets an integer, its floor or ceil,
// where [lo, hi] has no room for both beside its best scored. One with hi above 0 and no draw is
// NOT_COVERED.
//
// A group has room for the ceil of the sum of its lanes. The sum is an integer where its capacity
// has no room for one slot more than the lanes have of the whole batch; it is shared among the
// lanes as `explore` is among all.
std::vector<SlotUnits> ExploreExpectations(const Shares& shares, uint64_t batch, uint64_t explore);

// How many of the best scored a lane may have whatever the random draws come to.
struct ExploitBounds {
  uint64_t lo = 0;
  uint64_t hi = 0;
};
ExploitBounds ExploitBoundsOf(const ShareLane& lane, SlotUnits expected);

// What `room` leaves for the best scored whatever the random draws come to: drawn in the order of
// paths, a group gets at most the ceil of its expectation (S5.3).
GroupRoom RoomBesideDraws(GroupRoom room, absl::Span<const SlotUnits> expected);

// Slots for the best scored per lane: integers within their bounds that follow the rule of S4.1 on
// top of the expected draws, in groups with the room of RoomBesideDraws. The sum is `exploit`, or
// what the bounds hold if that is less. Under BY_SCORE the lower bounds alone are given out.
std::vector<uint64_t> ExploitQuotas(v1::AllocationKind kind, const Shares& shares,
                                    absl::Span<const SlotUnits> expected, uint64_t exploit);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_EXPLORE_SHARE_H_
