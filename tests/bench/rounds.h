// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Rounds: the same work, timed again and again, with what it used up put back between two rounds.
#ifndef WINNOW_TESTS_BENCH_ROUNDS_H_
#define WINNOW_TESTS_BENCH_ROUNDS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"

namespace winnow::bench {

// Seconds that `work` takes.
double Seconds(absl::FunctionRef<void()> work);

// As many rounds as fit into `time`, but at least `least` and at most `most`.
struct RoundLimits {
  std::size_t least = 5;
  std::size_t most = 200;
  absl::Duration time = absl::Seconds(20);
};

inline constexpr RoundLimits kPeerRounds = {};

// Milliseconds of each call of `work`. `between` follows each and is not timed.
std::vector<double> TimeRounds(
    const RoundLimits& limits, absl::FunctionRef<void()> work,
    absl::FunctionRef<void()> between = [] {});

// Batches that are out: what a round took stays away for some rounds, so that the next ones find
// something else, and then comes back, so that the pool keeps its size.
template <typename Batch>
class Rotation {
 public:
  // Of a pool of `rows`, of which each round takes 1,000: for 50 rounds, or, where these would take
  // more than a twentieth of the pool, for fewer.
  explicit Rotation(uint64_t rows) : rounds_(std::clamp<uint64_t>(rows / 20 / 1'000, 1, 50)) {}

  // `batch` is out now; the result, if any, is to be put back.
  std::optional<Batch> Swap(Batch batch) {
    out_.push_back(std::move(batch));
    if (out_.size() <= rounds_) return std::nullopt;
    Batch oldest = std::move(out_.front());
    out_.pop_front();
    return oldest;
  }

  // All that is out, to be put back.
  std::deque<Batch> TakeAll() { return std::exchange(out_, {}); }

 private:
  std::size_t rounds_;
  std::deque<Batch> out_;
};

}  // namespace winnow::bench

#endif  // WINNOW_TESTS_BENCH_ROUNDS_H_
