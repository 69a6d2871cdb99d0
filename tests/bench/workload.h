// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Workload: generated candidates and signals with the spread of real ones. Nothing of it is real.
#ifndef WINNOW_TESTS_BENCH_WORKLOAD_H_
#define WINNOW_TESTS_BENCH_WORKLOAD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "winnow/v1/ingest_service.pb.h"
#include "winnow/v1/policy_service.pb.h"

namespace winnow::bench {

inline constexpr uint64_t kChunk = 500;

struct WorkloadOptions {
  uint64_t candidates = 1'000'000;
  uint32_t slices = 1'000;
  uint32_t speakers = 20'000;
  uint32_t devices = 200;
  // The slice of rank k has a share proportional to 1 / k, instead of all the same one.
  bool zipf_slices = false;
  // Every second row has the lowest score, as real ones have on which two releases agree.
  bool half_equal = false;
  // The first rows are of slice 0 and of one speaker, with scores above all others: the same one,
  // or different ones.
  uint64_t cluster = 0;
  bool cluster_equal = false;
};

// What is generated of a candidate.
struct Row {
  uint32_t slice = 0;
  uint64_t speaker_key = 0;
  uint64_t device_key = 0;
  uint32_t confidence = 0;  // in units of 1e-6
  uint32_t sessions = 0;
};

// A function of the options alone. Safe for use from any thread.
class Workload {
 public:
  explicit Workload(const WorkloadOptions& options);

  const WorkloadOptions& options() const { return options_; }
  Row At(uint64_t i) const;
  // The id of row `i`: 12 bytes.
  static std::string IdOf(uint64_t i);
  static std::string SliceIdOf(uint32_t slice);

 private:
  uint32_t SliceOf(uint32_t random) const;

  WorkloadOptions options_;
  std::vector<double> cumulative_;  // of the Zipf shares
};

// Part of a stream: the records first .. last-1.
struct Records {
  uint64_t first = 0;
  uint64_t last = 0;
};

// The requests of a stream that starts at `records.first`: the header, then chunks of kChunk.
std::vector<v1::IngestCandidatesRequest> CandidateStream(const std::string& queue,
                                                         const Workload& workload,
                                                         const Records& records);

// The same with new confidences of candidates in random order.
std::vector<v1::PushSignalsRequest> SignalStream(const std::string& queue, const Workload& workload,
                                                 const Records& records);

// Uncertainty and reach, equal quotas, at most 3 of a speaker, a tenth drawn at random.
v1::ReviewPolicy BenchPolicy();

}  // namespace winnow::bench

#endif  // WINNOW_TESTS_BENCH_WORKLOAD_H_
