// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_SLOT_RACE_H_
#define WINNOW_SERVER_SELECTION_SLOT_RACE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "server/selection/divisor.h"

namespace winnow::selection {

// The greedy rule of a divisor method: one slot after the other to the highest priority, ties to
// the lane that entered first. Takes time that is linear in the lanes, not in the slots.
//
// Priorities in floating point bracket the level at which the slots run out, with a margin far
// above their error; the few slots within the bracket are compared exactly. Not thread-safe.
class SlotRace {
 public:
  SlotRace(Divisor divisor, std::size_t lanes);

  // A lane that has `start` slots and wants to have `ceiling`, both below 2^31. Those of weight 0
  // have the lowest priority.
  struct Entrant {
    std::size_t lane = 0;
    uint64_t weight = 0;
    uint64_t start = 0;
    uint64_t ceiling = 0;
  };
  void Enter(const Entrant& entrant);

  // Adds up to `slots` slots to `given`, which is by lane; returns how many were added.
  uint64_t Run(uint64_t slots, std::vector<uint64_t>& given) const;

 private:
  Divisor divisor_;
  std::vector<Entrant> entrants_;
  std::vector<Entrant> weightless_;
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SLOT_RACE_H_
