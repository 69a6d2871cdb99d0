// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_EXECUTOR_H_
#define WINNOW_SERVER_SELECTION_EXECUTOR_H_

#include <cstddef>

#include "absl/functional/function_ref.h"

namespace winnow::selection {

// Where a draw runs the parts of its work that do not depend on each other. The result of a draw
// does not depend on the executor (S7).
class Executor {
 public:
  virtual ~Executor() = default;

  // Calls work(i) once for each i below `count`, in any order, on any threads, and returns when all
  // calls have returned. `work` is safe to call from several threads for different i.
  virtual void ParallelFor(std::size_t count, absl::FunctionRef<void(std::size_t)> work) = 0;
};

// Runs everything on the calling thread. Thread-safe, as it has no state.
class InlineExecutor final : public Executor {
 public:
  void ParallelFor(std::size_t count, absl::FunctionRef<void(std::size_t)> work) override {
    for (std::size_t i = 0; i < count; ++i) work(i);
  }
};

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_EXECUTOR_H_
