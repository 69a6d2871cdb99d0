// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_CLI_THREAD_EXECUTOR_H_
#define WINNOW_SERVER_SIMULATION_CLI_THREAD_EXECUTOR_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#include "server/selection/executor.h"

namespace winnow::simulation {

// Threads that live for one piece of work, and take its parts in their order.
class ThreadExecutor final : public selection::Executor {
 public:
  explicit ThreadExecutor(uint32_t threads) : threads_(threads) {}

  void ParallelFor(std::size_t count, absl::FunctionRef<void(std::size_t)> work) override {
    std::atomic<std::size_t> next = 0;
    const auto run = [count, work, &next] {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    };
    std::vector<std::thread> others;
    for (std::size_t t = 1; t < threads_ && t < count; ++t) others.emplace_back(run);
    run();
    for (std::thread& thread : others) thread.join();
  }

 private:
  const uint32_t threads_;
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_CLI_THREAD_EXECUTOR_H_
