// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SELECTION_EXECUTOR_H_
#define WINNOW_SERVER_SELECTION_EXECUTOR_H_

#include <algorithm>
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

// A stretch of slices that one thread works on.
struct Piece {
  std::size_t number = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Slices of a piece: enough to be worth waking a thread for. Measured: pieces of 128 made draws
// over 1,000 slices slower with two threads than with one.
inline constexpr std::size_t kPieceSlices = 512;

inline std::size_t PieceCount(std::size_t slices) {
  return (slices + kPieceSlices - 1) / kPieceSlices;
}

// Calls work(piece) for each piece of `slices` slices, on the executor unless there is only one.
inline void ForPieces(Executor& executor, std::size_t slices,
                      absl::FunctionRef<void(const Piece&)> work) {
  const auto run = [&](std::size_t number) {
    const std::size_t begin = number * kPieceSlices;
    work({number, begin, std::min(begin + kPieceSlices, slices)});
  };
  if (PieceCount(slices) > 1) {
    executor.ParallelFor(PieceCount(slices), run);
  } else if (slices > 0) {
    run(0);
  }
}

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_EXECUTOR_H_
