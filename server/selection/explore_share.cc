// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/explore_share.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "server/selection/divisor.h"
#include "server/selection/proportion.h"

namespace winnow::selection {
namespace {

uint64_t Sum(absl::Span<const uint64_t> values) {
  return std::accumulate(values.begin(), values.end(), uint64_t{0});
}

uint64_t CeilSlots(SlotUnits units) { return (units + kUnitsPerSlot - 1) / kUnitsPerSlot; }

// The shares of the whole batch, before they are scaled to the random draws.
std::vector<SlotUnits> WholeShares(absl::Span<const ShareLane> lanes, uint64_t batch) {
  uint64_t minima = 0;
  for (const ShareLane& lane : lanes) minima += lane.lo;
  std::vector<SlotUnits> shares;
  if (minima >= batch) {
    for (const ShareLane& lane : lanes) shares.push_back(lane.slots * kUnitsPerSlot);
    return shares;
  }
  std::vector<LevelBounds> bounds;
  for (const ShareLane& lane : lanes) bounds.push_back({lane.weight, lane.lo, lane.hi});
  return ContinuousLevel(bounds, batch * kUnitsPerSlot);
}

// True if the draws are no whole number and beside its best scored, on average `whole - expected`,
// the lane has room for their floor and for their ceil.
bool HasRoomForFraction(const ShareLane& lane, SlotUnits whole, SlotUnits expected) {
  const SlotUnits fraction = expected % kUnitsPerSlot;
  // At the floor the lane has whole - fraction in all, at the ceil one slot more.
  return fraction > 0 && whole >= lane.lo * kUnitsPerSlot + fraction &&
         whole - fraction + kUnitsPerSlot <= lane.hi * kUnitsPerSlot;
}

// Floors and ceils of `values` with the sum `slots`: the largest fractions go up, ties in their
// order. `slots` is between the sums of the floors and of the ceils.
std::vector<uint64_t> RoundToSum(absl::Span<const SlotUnits> values, uint64_t slots) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return values[a] % kUnitsPerSlot > values[b] % kUnitsPerSlot;
  });
  std::vector<uint64_t> rounded;
  for (const SlotUnits value : values) rounded.push_back(value / kUnitsPerSlot);
  const uint64_t up = slots - Sum(rounded);
  for (size_t rank = 0; rank < up; ++rank) ++rounded[order[rank]];
  return rounded;
}

// The expectations of the lanes in two groups; a lane is 0 in the group that it is not in.
struct Groups {
  std::vector<SlotUnits> whole_only;
  std::vector<LevelBounds> free;
};

Groups Split(absl::Span<const ShareLane> lanes, absl::Span<const SlotUnits> whole,
             absl::Span<const SlotUnits> expected) {
  Groups groups;
  for (size_t i = 0; i < lanes.size(); ++i) {
    const bool is_free = HasRoomForFraction(lanes[i], whole[i], expected[i]);
    groups.whole_only.push_back(is_free ? 0 : expected[i]);
    groups.free.push_back({is_free ? expected[i] : 0, 0, is_free ? CeilSlots(whole[i]) : 0});
  }
  return groups;
}

}  // namespace

uint64_t ExploreSlots(Micros share, uint64_t batch) {
  return static_cast<uint64_t>((Int128{share} * batch * 2 + kMicrosPerUnit) / (2 * kMicrosPerUnit));
}

std::vector<SlotUnits> ExploreExpectations(absl::Span<const ShareLane> lanes, uint64_t batch,
                                           uint64_t explore) {
  const std::vector<SlotUnits> whole = WholeShares(lanes, batch);
  const SlotUnits placed = Sum(whole);
  if (placed == 0) return whole;
  explore = std::min(explore, placed / kUnitsPerSlot);
  std::vector<SlotUnits> expected = Proportion(whole, explore * kUnitsPerSlot);
  const Groups groups = Split(lanes, whole, expected);
  const SlotUnits sum = Sum(groups.whole_only);
  if (sum == 0) return expected;
  // The free ones have room for the ceil of their sum, so either side of the rounding fits.
  const uint64_t slots = (sum + kUnitsPerSlot / 2) / kUnitsPerSlot;
  const std::vector<uint64_t> integers = RoundToSum(groups.whole_only, slots);
  expected = ContinuousLevel(groups.free, (explore - slots) * kUnitsPerSlot);
  for (size_t i = 0; i < lanes.size(); ++i) expected[i] += integers[i] * kUnitsPerSlot;
  return expected;
}

ExploitBounds ExploitBoundsOf(const ShareLane& lane, SlotUnits expected) {
  const uint64_t floor = expected / kUnitsPerSlot;
  return {lane.lo - std::min(lane.lo, floor), lane.hi - std::min(lane.hi, CeilSlots(expected))};
}

std::vector<uint64_t> ExploitQuotas(v1::AllocationKind kind, absl::Span<const ShareLane> lanes,
                                    absl::Span<const SlotUnits> expected, uint64_t exploit) {
  std::vector<Lane> race;
  for (size_t i = 0; i < lanes.size(); ++i) {
    const ExploitBounds bounds = ExploitBoundsOf(lanes[i], expected[i]);
    const uint64_t held = expected[i] / kUnitsPerSlot;
    race.push_back({.weight = lanes[i].weight,
                    .held = held,
                    .lo = held + std::min(bounds.lo, bounds.hi),
                    .hi = held + bounds.hi,
                    .priority_class = lanes[i].priority_class});
  }
  std::vector<uint64_t> quotas = GiveSlots(DivisorOf(kind), race, exploit);
  for (size_t i = 0; i < lanes.size(); ++i) quotas[i] -= race[i].held;
  return quotas;
}

}  // namespace winnow::selection
