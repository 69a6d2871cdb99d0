// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/selection/slow_divisor.h"

#include <cstddef>
#include <optional>
#include <set>
#include <utility>

namespace winnow::selection {
namespace {

struct SlowRace {
  Divisor divisor;
  absl::Span<const Lane> lanes;
  uint64_t slots;
  GroupRoom room;
  std::vector<uint64_t> given;

  // Gives slots to the best of the lanes for which `ceiling_of` is above what they have.
  template <typename CeilingOf>
  void Run(CeilingOf ceiling_of) {
    for (; slots > 0; --slots) {
      std::optional<std::size_t> best;
      for (std::size_t i = 0; i < lanes.size(); ++i) {
        if (given[i] >= ceiling_of(i) || !room.Has(i)) continue;
        if (!best.has_value() ||
            OutranksBy(divisor, {lanes[i].weight, given[i]}, {lanes[*best].weight, given[*best]})) {
          best = i;
        }
      }
      if (!best.has_value()) return;
      ++given[*best];
      room.Take(*best);
    }
  }
};

}  // namespace

std::vector<uint64_t> GiveSlotsSlowly(Divisor divisor, absl::Span<const Lane> lanes, uint64_t slots,
                                      GroupRoom room) {
  SlowRace race = {divisor, lanes, slots, std::move(room), {}};
  std::set<uint32_t> classes;
  for (const Lane& lane : lanes) {
    race.given.push_back(lane.held);
    classes.insert(lane.priority_class);
  }
  for (const uint32_t priority_class : classes) {
    race.Run(
        [&](std::size_t i) { return lanes[i].priority_class == priority_class ? lanes[i].lo : 0; });
  }
  race.Run([&](std::size_t i) { return lanes[i].weight > 0 ? lanes[i].hi : 0; });
  return race.given;
}

}  // namespace winnow::selection
