// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The sampler in process: draws and score updates on generated frames.
#ifndef WINNOW_TESTS_BENCH_DRAW_BENCH_H_
#define WINNOW_TESTS_BENCH_DRAW_BENCH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/figures.h"

namespace winnow::bench {

// All figures of draws and updates from `candidates` candidates in 1,000 slices, those at a tenth
// and a hundredth of them included. Takes about 120 bytes of memory per candidate.
void BenchDraws(uint64_t candidates, Figures& figures);

// How Winnow answers the question that peers are asked.
struct OwnAnswer {
  std::vector<double> draws;  // milliseconds
  std::vector<double> takes;  // draw, and removal of what was drawn
  int64_t score_sum = 0;      // of the first answer
};

// Takes the best of each of 1,000 slices, again and again. Writes the frame to `path` first, for
// the peers.
OwnAnswer AnswerPeerQuestion(uint64_t candidates, const std::string& path);

}  // namespace winnow::bench

#endif  // WINNOW_TESTS_BENCH_DRAW_BENCH_H_
