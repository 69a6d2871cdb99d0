// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/divisor.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

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

// The lanes that want a slot, best first. Ceilings are given per run, because minima are given
// before the rest.
class Race {
 public:
  Race(Divisor divisor, absl::Span<const Lane> lanes, std::vector<uint64_t>& slots)
      : divisor_(divisor), lanes_(lanes), slots_(slots) {}

  void Enter(size_t lane, uint64_t ceiling) {
    if (slots_[lane] >= ceiling) return;
    entries_.push_back({{lanes_[lane].weight, slots_[lane]}, lane, ceiling});
  }

  // Gives up to `slots`; returns how many were given.
  uint64_t Run(uint64_t slots) {
    const auto after = [this](const Entry& a, const Entry& b) { return Precedes(b, a); };
    std::make_heap(entries_.begin(), entries_.end(), after);
    uint64_t given = 0;
    while (given < slots && !entries_.empty()) {
      std::pop_heap(entries_.begin(), entries_.end(), after);
      Entry& best = entries_.back();
      ++given;
      best.offer.n = ++slots_[best.lane];
      if (best.offer.n < best.ceiling) {
        std::push_heap(entries_.begin(), entries_.end(), after);
      } else {
        entries_.pop_back();
      }
    }
    return given;
  }

 private:
  struct Entry {
    Offer offer;
    size_t lane;
    uint64_t ceiling;
  };

  bool Precedes(const Entry& a, const Entry& b) const {
    if (OutranksBy(divisor_, a.offer, b.offer)) return true;
    if (OutranksBy(divisor_, b.offer, a.offer)) return false;
    return a.lane < b.lane;
  }

  const Divisor divisor_;
  const absl::Span<const Lane> lanes_;
  std::vector<uint64_t>& slots_;
  std::vector<Entry> entries_;
};

}  // namespace

Divisor DivisorOf(v1::AllocationKind kind) {
  return kind == v1::ALLOCATION_KIND_NEYMAN ? Divisor::kNeyman : Divisor::kWebster;
}

bool OutranksBy(Divisor divisor, const Offer& a, const Offer& b) {
  return divisor == Divisor::kWebster ? OutranksByWebster(a, b) : OutranksByNeyman(a, b);
}

std::vector<uint64_t> GiveSlots(Divisor divisor, absl::Span<const Lane> lanes, uint64_t slots) {
  std::vector<uint64_t> given;
  std::map<uint32_t, std::vector<size_t>> classes;
  for (size_t i = 0; i < lanes.size(); ++i) {
    given.push_back(lanes[i].held);
    if (lanes[i].held < lanes[i].lo) classes[lanes[i].priority_class].push_back(i);
  }
  for (const auto& [priority_class, members] : classes) {
    Race minima(divisor, lanes, given);
    for (const size_t lane : members) minima.Enter(lane, lanes[lane].lo);
    slots -= minima.Run(slots);
  }
  Race rest(divisor, lanes, given);
  for (size_t i = 0; i < lanes.size(); ++i) {
    if (lanes[i].weight > 0) rest.Enter(i, lanes[i].hi);
  }
  rest.Run(slots);
  return given;
}

}  // namespace winnow::selection
