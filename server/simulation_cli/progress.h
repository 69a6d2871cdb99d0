// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_CLI_PROGRESS_H_
#define WINNOW_SERVER_SIMULATION_CLI_PROGRESS_H_

#include <atomic>
#include <cstdint>

namespace winnow::simulation {

// A bar on standard error while work goes on; a line for every tenth part where that is no
// terminal. Thread-safe.
class Progress {
 public:
  explicit Progress(uint64_t total);

  // One part more is done.
  void Step();

 private:
  const uint64_t total_;
  const bool is_terminal_;
  std::atomic<uint64_t> done_ = 0;
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_CLI_PROGRESS_H_
