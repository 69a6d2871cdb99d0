// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/divisor.h"

#include <algorithm>
#include <cstddef>
#include <map>

#include "server/selection/slot_race.h"
#include "server/selection/wide.h"

namespace winnow::selection {
namespace {

// w^2 / (n (n + 1)) orders as its square root does. The cross products also order the infinite
// priorities of n = 0: equal among themselves, above all others. A weight of 0 has priority 0.
bool OutranksByNeyman(const Offer& a, const Offer& b) {
  if (a.weight == 0 || b.weight == 0) return a.weight > b.weight;
  const auto square = [](const Offer& o) { return Uint128{o.weight} * o.weight; };
  return Multiply(square(b), a.n * (a.n + 1)) < Multiply(square(a), b.n * (b.n + 1));
}

bool OutranksByWebster(const Offer& a, const Offer& b) {
  return Uint128{a.weight} * (2 * b.n + 1) > Uint128{b.weight} * (2 * a.n + 1);
}

// Raises the lanes to their minima as far as `slots` reach; returns how many were given.
uint64_t GiveMinima(Divisor divisor, absl::Span<const Lane> lanes, uint64_t slots,
                    std::vector<uint64_t>& given) {
  uint64_t wanted = 0;
  for (const Lane& lane : lanes) wanted += lane.lo - std::min(lane.lo, lane.held);
  if (wanted <= slots) {
    for (size_t i = 0; i < lanes.size(); ++i) given[i] = std::max(given[i], lanes[i].lo);
    return wanted;
  }
  std::map<uint32_t, std::vector<size_t>> classes;
  for (size_t i = 0; i < lanes.size(); ++i) classes[lanes[i].priority_class].push_back(i);
  uint64_t left = slots;
  for (const auto& [priority_class, members] : classes) {
    SlotRace minima(divisor, lanes, given);
    for (const size_t i : members) minima.Enter(i, lanes[i].lo);
    left -= minima.Run(left);
  }
  return slots - left;
}

std::vector<uint64_t> GiveSlotsAlike(Divisor divisor, absl::Span<const Lane> lanes,
                                     uint64_t slots) {
  std::vector<uint64_t> given(lanes.size());
  for (size_t i = 0; i < lanes.size(); ++i) given[i] = lanes[i].held;
  slots -= GiveMinima(divisor, lanes, slots, given);
  SlotRace rest(divisor, lanes, given);
  for (size_t i = 0; i < lanes.size(); ++i) {
    if (lanes[i].weight > 0) rest.Enter(i, lanes[i].hi);
  }
  rest.Run(slots);
  return given;
}

// The most that a lane may come to want.
uint64_t MostOf(const Lane& lane) {
  return std::max(lane.held, lane.weight > 0 ? lane.hi : lane.lo);
}

// Cuts the lanes of a group to what they get when the group is alone and gives all that it has room
// for. In the race of all lanes the group gives its slots in the same order, so that it gives no
// other slots, and no more.
void CutToRoom(Divisor divisor, absl::Span<const size_t> members, uint64_t room,
               std::vector<Lane>& lanes) {
  uint64_t wanted = 0;
  for (const size_t i : members) wanted += MostOf(lanes[i]) - lanes[i].held;
  if (wanted <= room) return;
  std::vector<Lane> group;
  group.reserve(members.size());
  for (const size_t i : members) group.push_back(lanes[i]);
  const std::vector<uint64_t> given = GiveSlotsAlike(divisor, group, room);
  for (size_t rank = 0; rank < members.size(); ++rank) {
    Lane& lane = lanes[members[rank]];
    lane.hi = given[rank];
    lane.lo = std::min(lane.lo, lane.hi);
  }
}

}  // namespace

Divisor DivisorOf(v1::AllocationKind kind) {
  return kind == v1::ALLOCATION_KIND_NEYMAN ? Divisor::kNeyman : Divisor::kWebster;
}

bool OutranksBy(Divisor divisor, const Offer& a, const Offer& b) {
  return divisor == Divisor::kWebster ? OutranksByWebster(a, b) : OutranksByNeyman(a, b);
}

std::vector<uint64_t> GiveSlots(Divisor divisor, absl::Span<const Lane> lanes, uint64_t slots,
                                const GroupRoom& room) {
  if (room.empty()) return GiveSlotsAlike(divisor, lanes, slots);
  std::vector<Lane> cut(lanes.begin(), lanes.end());
  // Inner groups first.
  for (size_t g = room.size(); g-- > 0;) CutToRoom(divisor, room.Lanes(g), room.left(g), cut);
  return GiveSlotsAlike(divisor, cut, slots);
}

}  // namespace winnow::selection
