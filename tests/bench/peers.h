// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Peers: what a team would use instead of Winnow, asked the same question about the same frame: the
// best of each of 1,000 slices. A peer is a program in peers/ that reads a pool file and prints one
// line of JSON:
//   {"load_s": s, "bytes_per_row": b, "answers": {variant: sum of scores}, "details": {name: ms},
//    "variants": [{"name", "p50_ms", "p99_ms", "rounds", "removes"}]}   or   {"skipped": why}
#ifndef WINNOW_TESTS_BENCH_PEERS_H_
#define WINNOW_TESTS_BENCH_PEERS_H_

#include <cstdint>

#include "tests/bench/figures.h"
#include "tests/bench/server_figures.h"

namespace winnow::bench {

// Asks Winnow in process, then each peer, with `rows` rows, and prints the comparison. Adds a ratio
// for each peer, the smallest of its ways: its median / that of Winnow's draw, with the removal of
// what was drawn where the way removes too. A peer that is not there is skipped and shown as such.
// `server`, where it was measured, gives the cases through gRPC. Throws std::runtime_error when a
// peer fails or gives another answer.
void ComparePeers(uint64_t rows, const ServerTimes& server, Figures& figures);

}  // namespace winnow::bench

#endif  // WINNOW_TESTS_BENCH_PEERS_H_
