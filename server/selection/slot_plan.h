// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_SLOT_PLAN_H_
#define WINNOW_SERVER_SELECTION_SLOT_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/draw.h"
#include "server/selection/explore_share.h"
#include "server/selection/group_room.h"
#include "server/selection/level.h"
#include "server/selection/policy.h"
#include "server/selection/quota.h"
#include "server/selection/types.h"

namespace winnow::selection {

// What a slice may take in EXPLOIT and FILL.
struct ExploitTarget {
  // EXPLOIT keeps `reserve` slots for the slice and gives it `limit` at most. Both are t_s, or,
  // under BY_SCORE, its bounds.
  uint64_t reserve = 0;
  uint64_t limit = 0;
  uint64_t ceiling = 0;  // FILL goes on to this: hi - ceil(e_s), at least `limit`
};

// What each slice of a draw may take (S4, S5.0), fixed before anything is drawn. All lists run over
// the slices that take part, in the order of their ids. Not thread-safe.
class SlotPlan {
 public:
  // Policy and frame outlive the plan. A batch above kLargestBatch is cut to it.
  SlotPlan(const CompiledPolicy& policy, const Frame& frame, const DrawRequest& request);

  const std::vector<SliceNo>& slices() const { return slices_; }
  const std::vector<SliceQuota>& quotas() const { return quotas_; }
  const std::vector<ExploitTarget>& exploit() const { return exploit_; }

  // What the groups have room for in EXPLOIT and FILL, beside the random draws and beside all of
  // `reserve`. Lanes are positions in slices(). In EXPLOIT a slice with fewer items than `reserve`
  // takes the next without asking; one with more asks Has(i) first, and calls Take(i) for what it
  // takes. Before FILL, what a slice has not used of `reserve` goes back with Return(i, n); in FILL
  // each item needs Has(i) and calls Take(i).
  const GroupRoom& exploit_room() const { return exploit_room_; }

  // e_s.
  const std::vector<SlotUnits>& explore() const { return expected_; }

  // Positions in slices() in the order of (group path, slice id), in which a systematic draw gives
  // every group the floor or the ceil of its expectation (S5.3).
  const std::vector<std::size_t>& draw_order() const { return draw_order_; }

  uint64_t exploit_slots() const { return total_ - explore_slots_; }
  uint64_t explore_slots() const { return explore_slots_; }

  // Adds the slots that EXPLOIT and FILL could not place, with `taken` items per slice, to the
  // random draws, if the policy has any, where the slices have room. Nothing random has happened
  // yet, so the probabilities stay exact.
  void Raise(absl::Span<const uint64_t> taken);

 private:
  void Choose(const DrawRequest& request);
  void Share(uint64_t batch);
  void ShareBetweenArms();
  GroupRoom RoomOf(uint64_t batch) const;
  std::vector<uint64_t> WholeSlots(const Shares& shares, uint64_t slots) const;
  void Expect(std::vector<SlotUnits> expected);
  SliceSupply SupplyOf(SliceNo slice) const;
  std::vector<SliceDemand> Demands() const;
  bool IsByScore() const { return policy_.allocation == v1::ALLOCATION_KIND_BY_SCORE; }

  const CompiledPolicy& policy_;
  const Frame& frame_;
  uint64_t total_ = 0;          // items of the batch
  uint64_t explore_slots_ = 0;  // of these, random draws
  std::vector<SliceNo> slices_;
  std::vector<SliceQuota> quotas_;
  std::vector<ShareLane> lanes_;
  GroupRoom room_;  // of the whole batch
  GroupRoom exploit_room_;
  std::vector<std::size_t> draw_order_;
  std::vector<ExploitTarget> exploit_;
  std::vector<SlotUnits> expected_;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SLOT_PLAN_H_
