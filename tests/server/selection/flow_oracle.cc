// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/selection/flow_oracle.h"

#include <algorithm>
#include <deque>
#include <limits>

namespace winnow::selection {

void FlowOracle::AddArc(std::size_t from, std::size_t to, int64_t capacity, int64_t gain) {
  leaving_[from].push_back(arcs_.size());
  arcs_.push_back({from, to, capacity, gain});
  leaving_[to].push_back(arcs_.size());
  arcs_.push_back({to, from, 0, -gain});
}

std::vector<std::size_t> FlowOracle::BestPath() const {
  constexpr int64_t kNone = std::numeric_limits<int64_t>::min();
  std::vector<int64_t> gain(leaving_.size(), kNone);
  std::vector<std::size_t> by(leaving_.size(), arcs_.size());
  std::deque<std::size_t> queue = {0};
  gain[0] = 0;
  for (; !queue.empty(); queue.pop_front()) {
    for (const std::size_t a : leaving_[queue.front()]) {
      const Arc& arc = arcs_[a];
      if (arc.left == 0 || gain[arc.from] + arc.gain <= gain[arc.to]) continue;
      gain[arc.to] = gain[arc.from] + arc.gain;
      by[arc.to] = a;
      queue.push_back(arc.to);
    }
  }
  std::vector<std::size_t> path;
  if (gain.back() == kNone) return path;
  for (std::size_t node = leaving_.size() - 1; node != 0; node = arcs_[path.back()].from) {
    path.push_back(by[node]);
  }
  return path;
}

int64_t FlowOracle::GreatestGain(int64_t most) {
  int64_t total = 0;
  while (most > 0) {
    const std::vector<std::size_t> path = BestPath();
    int64_t units = most;
    int64_t gain = 0;
    for (const std::size_t a : path) {
      units = std::min(units, arcs_[a].left);
      gain += arcs_[a].gain;
    }
    if (path.empty() || gain <= 0) break;
    for (const std::size_t a : path) {
      arcs_[a].left -= units;
      arcs_[a ^ 1].left += units;
    }
    total += units * gain;
    most -= units;
  }
  return total;
}

}  // namespace winnow::selection
