// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Histories in JSON Lines, as tests of pools write them.
#ifndef WINNOW_TESTS_SERVER_SIMULATION_POOL_HISTORY_BED_H_
#define WINNOW_TESTS_SERVER_SIMULATION_POOL_HISTORY_BED_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/simulation/pool/json_pool_input.h"

namespace winnow::simulation::testing {

// An outcome of release `release` with the default counts.
std::string OutcomeOf(absl::string_view id, absl::string_view release, double errors,
                      double words = 10);

// `n` candidates c0, c1, ... of the slices s0 and s1 in turns, speakers 0 to 3, pair_disagreement
// 1; release A makes 2 errors in 10 words of each, B makes 3. Slices of any size are judged.
JsonPoolInput History(int n);

// The same candidates as a frame of a queue that tests A against B.
JsonPoolInput FrameHistory(int n);

// `text` with the first `from` replaced by `to`; no JSON where there is none.
std::string Replaced(std::string text, absl::string_view from, absl::string_view to);

// The message of `result`; "OK" where there is none.
template <class Result>
std::string MessageOf(const Result& result) {
  return result.ok() ? "OK" : std::string(result.status().message());
}

// Items of a task that are left out for a reason that contains `words`.
uint64_t LeftOut(const v1::SimulatedTask& task, absl::string_view words);

// Sentences of `task.generated`, one a line.
std::string Notes(const v1::SimulatedTask& task);

}  // namespace winnow::simulation::testing

#endif  // WINNOW_TESTS_SERVER_SIMULATION_POOL_HISTORY_BED_H_
