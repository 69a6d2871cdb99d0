// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/slot_plan.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/string_view.h"
#include "server/selection/divisor.h"
#include "server/selection/neyman.h"
#include "server/selection/slice_weight.h"

namespace winnow::selection {

SlotPlan::SlotPlan(const CompiledPolicy& policy, const Frame& frame, const DrawRequest& request)
    : policy_(policy), frame_(frame) {
  Choose(request);
  Share(std::min(request.batch, kLargestBatch));
  ShareBetweenArms();
}

void SlotPlan::Choose(const DrawRequest& request) {
  slices_ = request.slices;
  if (slices_.empty()) {
    slices_.resize(frame_.slices.size());
    std::iota(slices_.begin(), slices_.end(), SliceNo{0});
  }
  std::sort(slices_.begin(), slices_.end(),
            [this](SliceNo a, SliceNo b) { return frame_.slices[a].id < frame_.slices[b].id; });
  // A slice that a request names twice has its candidates once.
  slices_.erase(std::unique(slices_.begin(), slices_.end()), slices_.end());
}

SliceSupply SlotPlan::SupplyOf(SliceNo slice) const {
  SliceSupply supply;
  supply.eligible = frame_.index.Count(slice);
  if (slice < frame_.exclusions.size()) {
    supply.leased = frame_.exclusions[slice].leased;
    supply.filtered = frame_.exclusions[slice].filtered;
  }
  return supply;
}

// What slices compete with: SliceDemand::weight, and under BY_SCORE the summed size measure.
std::vector<uint64_t> SlotPlan::Weights() const {
  std::vector<uint64_t> weights;
  std::vector<ScoreMoments> moments;
  for (SliceNo slice : slices_) {
    const SliceCells& cells = frame_.index.Cells(slice);
    switch (policy_.allocation) {
      case v1::ALLOCATION_KIND_WEIGHTED:
        weights.push_back(SliceWeight(policy_, frame_.slices[slice]));
        break;
      case v1::ALLOCATION_KIND_NEYMAN:
        moments.push_back(ScoreMomentsOf(cells));
        break;
      case v1::ALLOCATION_KIND_BY_SCORE:
        weights.push_back(cells.size_sum());
        break;
      default:
        weights.push_back(1);
    }
  }
  return moments.empty() ? weights : NeymanWeights(moments);
}

// Quotas of S4, and how many slots there are to share.
void SlotPlan::Share(uint64_t batch) {
  std::vector<SliceDemand> demands;
  demands.reserve(slices_.size());
  const std::vector<uint64_t> weights = Weights();
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    const absl::string_view id = frame_.slices[slices_[i]].id;
    demands.push_back({id, SupplyOf(slices_[i]), policy_.QuotaOf(id), weights[i]});
  }
  quotas_ = Apportion(policy_.allocation, demands, batch);
  uint64_t placeable = 0;
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    const SliceQuota& quota = quotas_[i];
    shares_.push_back({demands[i].weight, std::min(quota.lo, quota.slots), quota.hi, quota.slots,
                       demands[i].rule.priority_class});
    placeable += IsByScore() ? quota.hi : quota.slots;
  }
  total_ = std::min(batch, placeable);
}

// The whole slots of S4 for `slots` of them; of BY_SCORE by size measure.
std::vector<uint64_t> SlotPlan::WholeSlots(absl::Span<const ShareLane> shares,
                                           uint64_t slots) const {
  std::vector<Lane> lanes;
  lanes.reserve(shares.size());
  for (const ShareLane& share : shares) {
    lanes.push_back({share.weight, 0, share.lo, share.hi, share.priority_class});
  }
  return GiveSlots(DivisorOf(policy_.allocation), lanes, slots);
}

void SlotPlan::Expect(std::vector<SlotUnits> expected) {
  expected_ = std::move(expected);
  explore_slots_ =
      std::accumulate(expected_.begin(), expected_.end(), SlotUnits{0}) / kUnitsPerSlot;
}

// S5.0: expectations and bounds are fixed before anything is drawn.
void SlotPlan::ShareBetweenArms() {
  if (policy_.exploration.share == kMicrosPerUnit) {
    std::vector<SlotUnits> whole = WholeSlots(shares_, total_);
    for (SlotUnits& slots : whole) slots *= kUnitsPerSlot;
    Expect(std::move(whole));
  } else {
    Expect(ExploreExpectations(shares_, total_, ExploreSlots(policy_.exploration.share, total_)));
  }
  std::vector<uint64_t> targets;
  if (!IsByScore()) {
    targets = ExploitQuotas(policy_.allocation, shares_, expected_, exploit_slots());
  }
  exploit_.reserve(slices_.size());
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    const ExploitBounds bounds = ExploitBoundsOf(shares_[i], expected_[i]);
    exploit_.push_back(
        {IsByScore() ? bounds.lo : targets[i], IsByScore() ? bounds.hi : targets[i], bounds.hi});
  }
}

void SlotPlan::Raise(absl::Span<const uint64_t> taken) {
  const uint64_t left = exploit_slots() - std::accumulate(taken.begin(), taken.end(), uint64_t{0});
  if (left == 0 || policy_.exploration.share == 0) return;
  const uint64_t slots = explore_slots_ + left;
  std::vector<ShareLane> rest = shares_;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    rest[i].lo -= std::min(rest[i].lo, taken[i]);
    rest[i].hi -= std::min(rest[i].hi, taken[i]);
  }
  const std::vector<uint64_t> whole = WholeSlots(rest, slots);
  for (std::size_t i = 0; i < rest.size(); ++i) rest[i].slots = whole[i];
  Expect(ExploreExpectations(rest, slots, slots));
}

}  // namespace winnow::selection
