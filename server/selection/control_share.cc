// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/control_share.h"

#include "server/selection/stable_hash.h"
#include "server/selection/types.h"

namespace winnow::selection {
namespace {

// floor(of * rate / unit + u), exact in units of 2^-32.
uint64_t Share(uint64_t of, Micros rate, Micros unit, uint32_t u) {
  const Int128 scaled = (Int128{of} * rate << 32) / unit + u;
  return static_cast<uint64_t>(scaled >> 32);
}

ControlCounts CountsOfShares(const ControlRules& rules, uint64_t of, Micros unit, uint64_t seed) {
  const uint32_t u = Uniform32(DomainKey(seed, HashDomain::kControlCount), 0);
  const uint64_t gold = Share(of, rules.gold, unit, u);
  return {gold, Share(of, rules.gold + rules.anchor, unit, u) - gold};
}

}  // namespace

ControlCounts ControlOfBatch(const ControlRules& rules, uint64_t size, uint64_t seed) {
  return CountsOfShares(rules, size, kMicrosPerUnit + rules.gold + rules.anchor, seed);
}

ControlCounts ControlBeside(const ControlRules& rules, uint64_t drawn, uint64_t seed) {
  return CountsOfShares(rules, drawn, kMicrosPerUnit, seed);
}

}  // namespace winnow::selection
