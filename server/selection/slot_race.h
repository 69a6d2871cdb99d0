// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_SLOT_RACE_H_
#define WINNOW_SERVER_SELECTION_SLOT_RACE_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/divisor.h"

namespace winnow::selection {

// The greedy rule of a divisor method: one slot after the other to the highest priority, ties to
// the lane that entered first. Takes time that is linear in the lanes, not in the slots.
//
// Priorities in floating point bracket the level at which the slots run out, with a margin far
// above their error; the few slots within the bracket are compared exactly. Not thread-safe.
class SlotRace {
 public:
  // Lanes with a weight, a list for each thing that the search reads, so that it reads several
  // lanes at a time.
  struct Runners {
    explicit Runners(std::size_t most) : lanes(most), weights(most), starts(most), ceilings(most) {}

    std::size_t count = 0;
    std::vector<std::size_t> lanes;
    std::vector<double> weights;
    std::vector<int32_t> starts;
    std::vector<int32_t> ceilings;
  };

  // `given` has what each lane has, and gets what it wins. Both outlive the race.
  SlotRace(Divisor divisor, absl::Span<const Lane> lanes, std::vector<uint64_t>& given)
      : divisor_(divisor), lanes_(lanes), given_(given), runners_(lanes.size()) {}

  // The lane, which has not entered before, wants to have `ceiling` slots, which is below 2^31.
  // Lanes of weight 0 have the lowest priority.
  void Enter(std::size_t lane, uint64_t ceiling) {
    if (given_[lane] >= ceiling) return;
    if (lanes_[lane].weight == 0) {
      weightless_.emplace_back(lane, ceiling);
      return;
    }
    const std::size_t i = runners_.count++;
    wanted_ += ceiling - given_[lane];
    runners_.lanes[i] = lane;
    runners_.weights[i] = static_cast<double>(lanes_[lane].weight);
    runners_.starts[i] = static_cast<int32_t>(given_[lane]);
    runners_.ceilings[i] = static_cast<int32_t>(ceiling);
  }

  // Gives up to `slots` slots; returns how many.
  uint64_t Run(uint64_t slots);

 private:
  Divisor divisor_;
  absl::Span<const Lane> lanes_;
  std::vector<uint64_t>& given_;
  Runners runners_;
  uint64_t wanted_ = 0;                                       // by runners
  std::vector<std::pair<std::size_t, uint64_t>> weightless_;  // lanes and their ceilings
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_SLOT_RACE_H_
