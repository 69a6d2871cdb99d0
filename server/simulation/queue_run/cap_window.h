// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_QUEUE_RUN_CAP_WINDOW_H_
#define WINNOW_SERVER_SIMULATION_QUEUE_RUN_CAP_WINDOW_H_

#include <deque>

#include "absl/time/time.h"
#include "server/selection/diversity_key.h"
#include "server/simulation/trial/pool_frame.h"

namespace winnow::simulation {

// How many items with one key were leased within the windows of the caps of a policy. An item
// counts from its lease until the window is over, whatever becomes of it. Not thread-safe.
class CapWindow {
 public:
  // The frame outlives it.
  explicit CapWindow(const PoolFrame& frame) : frame_(frame) {}

  // Times do not go back.
  void Add(uint32_t item, absl::Duration now);
  // Forgets what has left the windows.
  void Advance(absl::Duration now);

  const selection::WindowCounts& counts() const { return counts_; }

 private:
  struct Use {
    absl::Duration leaves;
    selection::DiversityKey key;
  };

  const PoolFrame& frame_;
  std::vector<std::deque<Use>> uses_;  // by cap of the policy
  selection::WindowCounts counts_;
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_QUEUE_RUN_CAP_WINDOW_H_
