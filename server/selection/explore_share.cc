// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/explore_share.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "server/selection/divisor.h"
#include "server/selection/proportion.h"

namespace winnow::selection {
namespace {

uint64_t Sum(absl::Span<const uint64_t> values) {
  return std::accumulate(values.begin(), values.end(), uint64_t{0});
}

uint64_t CeilSlots(SlotUnits units) { return (units + kUnitsPerSlot - 1) / kUnitsPerSlot; }

// The shares of the whole batch, before they are scaled to the random draws.
std::vector<SlotUnits> WholeShares(const Shares& shares, uint64_t batch) {
  uint64_t minima = 0;
  for (const ShareLane& lane : shares.lanes) minima += lane.lo;
  if (minima >= batch) {
    std::vector<SlotUnits> whole;
    whole.reserve(shares.lanes.size());
    for (const ShareLane& lane : shares.lanes) whole.push_back(lane.slots * kUnitsPerSlot);
    return whole;
  }
  std::vector<LevelBounds> bounds;
  bounds.reserve(shares.lanes.size());
  for (const ShareLane& lane : shares.lanes) bounds.push_back({lane.weight, lane.lo, lane.hi});
  return ContinuousLevel(bounds, batch * kUnitsPerSlot, shares.room);
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
  std::vector<uint64_t> rounded;
  std::vector<uint64_t> fractions;
  rounded.reserve(values.size());
  fractions.reserve(values.size());
  for (const SlotUnits value : values) {
    rounded.push_back(value / kUnitsPerSlot);
    fractions.push_back(value % kUnitsPerSlot);
  }
  RaiseLargest(fractions, slots - Sum(rounded), absl::MakeSpan(rounded));
  return rounded;
}

// Shares draws among lanes whose part of the whole batch is known.
class Draws {
 public:
  Draws(const Shares& shares, absl::Span<const SlotUnits> whole)
      : shares_(shares), whole_(whole), expected_(whole.size(), 0) {}

  // `slots` draws among all lanes.
  void ShareOut(uint64_t slots) {
    std::vector<std::size_t> lanes(whole_.size());
    std::iota(lanes.begin(), lanes.end(), std::size_t{0});
    ShareWithin(lanes, {0, shares_.room.size()}, slots);
  }

  std::vector<SlotUnits> Take() { return std::move(expected_); }

 private:
  // Numbers of groups, the end not included.
  struct GroupRange {
    std::size_t begin;
    std::size_t end;
  };

  // `slots` draws among `lanes`, which are all those outside of groups and in `inner` groups.
  void ShareWithin(absl::Span<const std::size_t> lanes, const GroupRange& inner, uint64_t slots) {
    std::vector<SlotUnits> whole;
    whole.reserve(lanes.size());
    for (const std::size_t lane : lanes) whole.push_back(whole_[lane]);
    if (Sum(whole) == 0) return;
    const std::vector<SlotUnits> scaled = Scaled(whole, slots);
    for (std::size_t i = 0; i < lanes.size(); ++i) expected_[lanes[i]] = scaled[i];
    const std::vector<std::size_t> full = FullGroups(inner);
    const std::vector<uint64_t> draws = Round(lanes, full, slots);
    for (std::size_t i = 0; i < full.size(); ++i) {
      const std::size_t group = full[i];
      ShareWithin(shares_.room.Lanes(group), {group + 1, shares_.room.EndOf(group)}, draws[i]);
    }
  }

  // In proportion to `whole`. A group whose draws were rounded up may have more of them than its
  // lanes have of the whole batch.
  static std::vector<SlotUnits> Scaled(absl::Span<const SlotUnits> whole, uint64_t slots) {
    if (slots * kUnitsPerSlot <= Sum(whole)) return Proportion(whole, slots * kUnitsPerSlot);
    std::vector<LevelBounds> bounds;
    bounds.reserve(whole.size());
    for (const SlotUnits units : whole) bounds.push_back({units, 0, CeilSlots(units)});
    return ContinuousLevel(bounds, slots * kUnitsPerSlot);
  }

  SlotUnits SumOf(std::size_t group, absl::Span<const SlotUnits> values) const {
    SlotUnits sum = 0;
    for (const std::size_t lane : shares_.room.Lanes(group)) sum += values[lane];
    return sum;
  }

  // The outermost groups that have no room for one slot more.
  std::vector<std::size_t> FullGroups(const GroupRange& inner) const {
    std::vector<std::size_t> full;
    for (std::size_t group = inner.begin; group < inner.end;) {
      const bool is_full =
          SumOf(group, whole_) + kUnitsPerSlot > shares_.room.left(group) * kUnitsPerSlot;
      if (is_full) full.push_back(group);
      group = is_full ? shares_.room.EndOf(group) : group + 1;
    }
    return full;
  }

  // True if a lane has draws that are to be an integer.
  bool IsNeeded(absl::Span<const std::size_t> lanes) const {
    return std::any_of(lanes.begin(), lanes.end(), [this](std::size_t lane) {
      return expected_[lane] > 0 &&
             !HasRoomForFraction(shares_.lanes[lane], whole_[lane], expected_[lane]);
    });
  }

  // Makes the draws of lanes that have no room for a fraction integers, and those of full groups,
  // which it returns; the others change so that the sum stays `slots`.
  std::vector<uint64_t> Round(absl::Span<const std::size_t> lanes,
                              absl::Span<const std::size_t> full, uint64_t slots) {
    if (full.empty() && !IsNeeded(lanes)) return {};
    std::vector<SlotUnits> whole_only;  // 0 for the others, then full groups
    std::vector<LevelBounds> free;
    whole_only.reserve(lanes.size() + full.size());
    free.reserve(lanes.size());
    for (const std::size_t group : full) Mark(group, true);
    for (const std::size_t lane : lanes) {
      const SlotUnits expected = in_full_group_[lane] ? 0 : expected_[lane];
      const bool is_free = HasRoomForFraction(shares_.lanes[lane], whole_[lane], expected);
      whole_only.push_back(is_free ? 0 : expected);
      free.push_back(is_free ? BoundsOfFree(lane, expected) : LevelBounds());
    }
    for (const std::size_t group : full) {
      whole_only.push_back(SumOf(group, expected_));
      Mark(group, false);
    }
    const SlotUnits sum = Sum(whole_only);
    // The free ones have room for the ceil of their sum, so either side of the rounding fits.
    const uint64_t rounded = (sum + kUnitsPerSlot / 2) / kUnitsPerSlot;
    std::vector<uint64_t> integers = RoundToSum(whole_only, rounded);
    const std::vector<SlotUnits> rest = ContinuousLevel(free, (slots - rounded) * kUnitsPerSlot);
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      expected_[lanes[i]] = integers[i] * kUnitsPerSlot + rest[i];
    }
    integers.erase(integers.begin(), integers.begin() + static_cast<std::ptrdiff_t>(lanes.size()));
    return integers;
  }

  // What a lane with room for a fraction may get instead. The best scored fill its minimum up from
  // the floor of what it had.
  LevelBounds BoundsOfFree(std::size_t lane, SlotUnits expected) const {
    return {expected, std::min(shares_.lanes[lane].lo, expected / kUnitsPerSlot),
            CeilSlots(whole_[lane])};
  }

  void Mark(std::size_t group, bool is_full) {
    for (const std::size_t lane : shares_.room.Lanes(group)) in_full_group_[lane] = is_full;
  }

  const Shares& shares_;
  absl::Span<const SlotUnits> whole_;
  std::vector<SlotUnits> expected_;
  std::vector<char> in_full_group_ = std::vector<char>(whole_.size(), false);
};

}  // namespace

uint64_t ExploreSlots(Micros share, uint64_t batch) {
  return static_cast<uint64_t>((Int128{share} * batch * 2 + kMicrosPerUnit) / (2 * kMicrosPerUnit));
}

std::vector<SlotUnits> ExploreExpectations(const Shares& shares, uint64_t batch, uint64_t explore) {
  const std::vector<SlotUnits> whole = WholeShares(shares, batch);
  const uint64_t placed = Sum(whole) / kUnitsPerSlot;
  Draws draws(shares, whole);
  draws.ShareOut(std::min(explore, placed));
  return draws.Take();
}

ExploitBounds ExploitBoundsOf(const ShareLane& lane, SlotUnits expected) {
  const uint64_t floor = expected / kUnitsPerSlot;
  return {lane.lo - std::min(lane.lo, floor), lane.hi - std::min(lane.hi, CeilSlots(expected))};
}

GroupRoom RoomBesideDraws(GroupRoom room, absl::Span<const SlotUnits> expected) {
  for (std::size_t group = 0; group < room.size(); ++group) {
    SlotUnits sum = 0;
    for (const std::size_t lane : room.Lanes(group)) sum += expected[lane];
    room.Reserve(group, CeilSlots(sum));
  }
  return room;
}

std::vector<uint64_t> ExploitQuotas(v1::AllocationKind kind, const Shares& shares,
                                    absl::Span<const SlotUnits> expected, uint64_t exploit) {
  std::vector<Lane> race;
  race.reserve(shares.lanes.size());
  for (size_t i = 0; i < shares.lanes.size(); ++i) {
    const ShareLane& lane = shares.lanes[i];
    const ExploitBounds bounds = ExploitBoundsOf(lane, expected[i]);
    const uint64_t held = expected[i] / kUnitsPerSlot;
    const uint64_t lo = held + std::min(bounds.lo, bounds.hi);
    const bool is_by_score = kind == v1::ALLOCATION_KIND_BY_SCORE;
    race.push_back({.weight = lane.weight,
                    .held = held,
                    .lo = lo,
                    .hi = is_by_score ? lo : held + bounds.hi,
                    .priority_class = lane.priority_class});
  }
  std::vector<uint64_t> quotas = GiveSlots(DivisorOf(kind), race, exploit, shares.room);
  for (size_t i = 0; i < quotas.size(); ++i) quotas[i] -= race[i].held;
  return quotas;
}

}  // namespace winnow::selection
