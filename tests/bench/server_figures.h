// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The sampler behind gRPC: what a pipeline and a labeling platform see of it.
#ifndef WINNOW_TESTS_BENCH_SERVER_FIGURES_H_
#define WINNOW_TESTS_BENCH_SERVER_FIGURES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/figures.h"

namespace winnow::bench {

// What the comparison with peers needs of it: milliseconds.
struct ServerTimes {
  std::vector<double> leases;          // batches of 1,000, durable
  std::vector<double> single_updates;  // one signal, durable
};

// Runs a server with `candidates` candidates in 1,000 slices.
ServerTimes BenchServerCalls(uint64_t candidates, Figures& figures);

}  // namespace winnow::bench

#endif  // WINNOW_TESTS_BENCH_SERVER_FIGURES_H_
