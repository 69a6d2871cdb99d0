// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// PoolExecutor: draws on the server's worker pool.
#ifndef WINNOW_SERVER_LOOP_POOL_EXECUTOR_H_
#define WINNOW_SERVER_LOOP_POOL_EXECUTOR_H_

#include <cstddef>

#include "absl/functional/function_ref.h"
#include "server/ops/worker_pool.h"
#include "server/selection/executor.h"

namespace winnow::loop {

// Thread-safe. The pool lives longer; when it is busy or stopped the calling thread does the work.
class PoolExecutor final : public selection::Executor {
 public:
  explicit PoolExecutor(ops::WorkerPool& pool) : pool_(pool) {}

  void ParallelFor(size_t count, absl::FunctionRef<void(size_t)> work) override {
    pool_.ParallelFor(count, work);
  }

 private:
  ops::WorkerPool& pool_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_POOL_EXECUTOR_H_
