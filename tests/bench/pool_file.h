// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A pool file hands the frame of the comparison to the peers, each a program of its own: slices of
// all rows as 32-bit numbers, then their scores as 64-bit ones, in the byte order of the machine.
#ifndef WINNOW_TESTS_BENCH_POOL_FILE_H_
#define WINNOW_TESTS_BENCH_POOL_FILE_H_

#include <cstdint>
#include <string>
#include <vector>

namespace winnow::bench {

// Row i has the id Workload::IdOf(i).
struct Pool {
  std::vector<uint32_t> slices;  // 0 .. kPoolSlices-1
  std::vector<int64_t> scores;
};

inline constexpr uint32_t kPoolSlices = 1'000;

// Both throw std::runtime_error when the file cannot be written or read.
void WritePool(const Pool& pool, const std::string& path);
Pool ReadPool(const std::string& path);

}  // namespace winnow::bench

#endif  // WINNOW_TESTS_BENCH_POOL_FILE_H_
