// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/queue_run/cap_window.h"

namespace winnow::simulation {

void CapWindow::Add(uint32_t item, absl::Duration now) {
  const auto& caps = frame_.policy().caps;
  uses_.resize(caps.size());
  for (std::size_t i = 0; i < caps.size(); ++i) {
    const uint64_t key = frame_.Key(item, caps[i].attribute);
    if (caps[i].per_window == 0 || key == 0) continue;
    Use use;
    use.leaves = now + caps[i].window;
    use.key = {caps[i].attribute, key};
    ++counts_[use.key];
    uses_[i].push_back(use);
  }
}

void CapWindow::Advance(absl::Duration now) {
  for (std::deque<Use>& uses : uses_) {
    for (; !uses.empty() && uses.front().leaves <= now; uses.pop_front()) {
      const auto count = counts_.find(uses.front().key);
      if (--count->second == 0) counts_.erase(count);
    }
  }
}

}  // namespace winnow::simulation
