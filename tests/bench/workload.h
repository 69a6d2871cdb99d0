// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Workload: generated candidates and signals with the spread of real ones. Nothing of it is real;
// it follows from a fixed seed.
#ifndef WINNOW_TESTS_BENCH_WORKLOAD_H_
#define WINNOW_TESTS_BENCH_WORKLOAD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "winnow/v1/ingest_service.pb.h"
#include "winnow/v1/policy_service.pb.h"

namespace winnow::bench {

inline constexpr int kChunk = 500;

struct WorkloadOptions {
  uint64_t candidates = 1'000'000;
  uint32_t slices = 1'000;
  uint32_t speakers = 20'000;
};

// Requests of one stream of candidates: the header, then chunks of kChunk.
std::vector<v1::IngestCandidatesRequest> CandidateStream(const std::string& queue,
                                                         const WorkloadOptions& options);

// Requests of one stream of signals: one new confidence for each candidate, in an order of its own.
std::vector<v1::PushSignalsRequest> SignalStream(const std::string& queue,
                                                 const WorkloadOptions& options);

// Confidence and disagreement, equal quotas, at most 3 of a speaker, a tenth drawn at random.
v1::ReviewPolicy BenchPolicy();

}  // namespace winnow::bench

#endif  // WINNOW_TESTS_BENCH_WORKLOAD_H_
