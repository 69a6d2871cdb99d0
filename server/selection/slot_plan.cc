// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/slot_plan.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "server/selection/divisor.h"
#include "server/selection/neyman.h"
#include "server/selection/power.h"
#include "server/selection/slice_weight.h"

namespace winnow::selection {

SlotPlan::SlotPlan(const CompiledPolicy& policy, const Frame& frame, const DrawRequest& request)
    : policy_(policy), frame_(frame) {
  Choose(request);
  Share(std::min(request.batch, kLargestBatch));
  ShareBetweenArms();
}

void SlotPlan::Choose(const DrawRequest& request) {
  slices_.assign(frame_.by_id.begin(), frame_.by_id.end());
  if (slices_.empty()) {
    slices_.resize(frame_.slices.size());
    std::iota(slices_.begin(), slices_.end(), SliceNo{0});
    std::sort(slices_.begin(), slices_.end(),
              [this](SliceNo a, SliceNo b) { return frame_.slices[a].id < frame_.slices[b].id; });
  }
  if (request.slices.empty()) return;
  // A slice that a request names twice has its candidates once.
  std::vector<bool> takes_part(frame_.slices.size(), false);
  for (const SliceNo slice : request.slices) takes_part[slice] = true;
  std::erase_if(slices_, [&](SliceNo slice) { return !takes_part[slice]; });
}

SliceSupply SlotPlan::SupplyOf(SliceNo slice) const {
  SliceSupply supply;
  supply.eligible = frame_.index.Cells(slice).count();
  if (slice < frame_.exclusions.size()) {
    supply.leased = frame_.exclusions[slice].leased;
    supply.filtered = frame_.exclusions[slice].filtered;
  }
  return supply;
}

// What slices compete with is SliceDemand::weight, and under BY_SCORE the summed size measure.
std::vector<SliceDemand> SlotPlan::Demands() const {
  std::vector<SliceDemand> demands;
  demands.reserve(slices_.size());
  for (const SliceNo slice : slices_) {
    const SliceFacts& facts = frame_.slices[slice];
    const QuotaRule& rule = policy_.QuotaOf(facts.id);
    uint64_t weight = 1;
    if (policy_.allocation == v1::ALLOCATION_KIND_WEIGHTED) {
      weight = SliceWeight(policy_, rule, facts);
    } else if (policy_.allocation == v1::ALLOCATION_KIND_POWER) {
      weight = PowerWeight(frame_.index.Cells(slice)) * SliceFactor(policy_, facts);
    } else if (IsByScore()) {
      weight = frame_.index.Cells(slice).size_sum();
    }
    demands.push_back({SupplyOf(slice), rule, weight});
  }
  if (policy_.allocation != v1::ALLOCATION_KIND_NEYMAN) return demands;
  std::vector<ScoreMoments> moments;
  moments.reserve(slices_.size());
  for (const SliceNo slice : slices_) moments.push_back(ScoreMomentsOf(frame_.index.Cells(slice)));
  const std::vector<uint64_t> weights = NeymanWeights(moments);
  for (std::size_t i = 0; i < demands.size(); ++i) demands[i].weight = weights[i];
  return demands;
}

GroupRoom SlotPlan::RoomOf(uint64_t batch) const {
  if (policy_.groups.empty()) return GroupRoom();
  std::vector<std::size_t> group_of;
  group_of.reserve(slices_.size());
  for (const SliceNo slice : slices_) {
    const auto found = policy_.groups.of_slice.find(frame_.slices[slice].id);
    group_of.push_back(found == policy_.groups.of_slice.end() ? kNoGroup : found->second);
  }
  return GroupRoom(policy_.groups, std::move(group_of), batch);
}

// Quotas of S4, and how many slots there are to share.
void SlotPlan::Share(uint64_t batch) {
  room_ = RoomOf(batch);
  draw_order_ = room_.PathOrder(slices_.size());
  const std::vector<SliceDemand> demands = Demands();
  quotas_ = Apportion(policy_.allocation, demands, batch, room_);
  lanes_.reserve(slices_.size());
  std::vector<uint64_t> placeable;
  placeable.reserve(slices_.size());
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    const SliceQuota& quota = quotas_[i];
    lanes_.push_back({demands[i].weight, std::min(quota.lo, quota.slots), quota.hi, quota.slots,
                      demands[i].rule.priority_class});
    placeable.push_back(IsByScore() ? quota.hi : quota.slots);
  }
  total_ = std::min(batch, room_.Reach(placeable));
}

// The whole slots of S4 for `slots` of them; of BY_SCORE by size measure.
std::vector<uint64_t> SlotPlan::WholeSlots(const Shares& shares, uint64_t slots) const {
  std::vector<Lane> lanes;
  lanes.reserve(shares.lanes.size());
  for (const ShareLane& lane : shares.lanes) {
    lanes.push_back({lane.weight, 0, lane.lo, lane.hi, lane.priority_class});
  }
  return GiveSlots(DivisorOf(policy_.allocation), lanes, slots, shares.room);
}

void SlotPlan::Expect(std::vector<SlotUnits> expected) {
  expected_ = std::move(expected);
  explore_slots_ =
      std::accumulate(expected_.begin(), expected_.end(), SlotUnits{0}) / kUnitsPerSlot;
}

// S5.0: expectations and bounds are fixed before anything is drawn.
void SlotPlan::ShareBetweenArms() {
  const Shares shares = {lanes_, room_};
  if (policy_.exploration.share == kMicrosPerUnit) {
    std::vector<SlotUnits> whole = WholeSlots(shares, total_);
    for (SlotUnits& slots : whole) slots *= kUnitsPerSlot;
    Expect(std::move(whole));
  } else {
    Expect(ExploreExpectations(shares, total_, ExploreSlots(policy_.exploration.share, total_)));
  }
  exploit_room_ = RoomBesideDraws(room_, expected_);
  const std::vector<uint64_t> quotas =
      ExploitQuotas(policy_.allocation, {lanes_, exploit_room_}, expected_, exploit_slots());
  exploit_.reserve(slices_.size());
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    const uint64_t most = ExploitBoundsOf(lanes_[i], expected_[i]).hi;
    exploit_.push_back({quotas[i], IsByScore() ? most : quotas[i], most});
    exploit_room_.Take(i, quotas[i]);
  }
}

void SlotPlan::Raise(absl::Span<const uint64_t> taken) {
  const uint64_t left = exploit_slots() - std::accumulate(taken.begin(), taken.end(), uint64_t{0});
  if (left == 0 || policy_.exploration.share == 0) return;
  const uint64_t slots = explore_slots_ + left;
  std::vector<ShareLane> lanes = lanes_;
  Shares rest = {lanes, room_};
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    lanes[i].lo -= std::min(lanes[i].lo, taken[i]);
    lanes[i].hi -= std::min(lanes[i].hi, taken[i]);
    rest.room.Take(i, taken[i]);
  }
  const std::vector<uint64_t> whole = WholeSlots(rest, slots);
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    lanes[i].slots = whole[i];
    // What others took above their minima may have filled the group of this one.
    lanes[i].lo = std::min(lanes[i].lo, whole[i]);
  }
  Expect(ExploreExpectations(rest, slots, slots));
}

}  // namespace winnow::selection
