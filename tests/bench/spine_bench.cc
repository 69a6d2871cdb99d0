// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The first figures of the main job, over a real server: candidates and signals through the stream,
// batches of 1,000 items, restart, memory. Writes build/results/bench.json.

#include <cstdio>
#include <exception>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/bench/bench_server.h"
#include "tests/bench/figures.h"
#include "tests/bench/push.h"

namespace winnow::bench {
namespace {

constexpr RoundLimits kBatches = {.least = 200, .most = 200};

void Run(const WorkloadOptions& options) {
  Figures figures;
  figures.Setting("candidates", absl::StrCat(options.candidates));
  figures.Setting("slices", absl::StrCat(options.slices));
  figures.Setting("stream",
                  absl::StrCat("chunks of ", kChunk, ", ", kWindow, " in flight, one writer"));
  figures.Setting("commits", "synced, HEAD written before each answer");
  const auto candidates = static_cast<double>(options.candidates);
  BenchServer server{Workload(options)};
  const double empty_bytes = server.ResidentBytes();
  figures.Add("candidate_push_per_s", candidates / server.PushCandidates(),
              "candidates through the stream, durable");
  figures.Add("signal_push_per_s", candidates / server.PushSignals(options.candidates),
              "signals through the stream, durable");
  const std::vector<double> leases = server.LeaseBatches(kBatches);
  figures.Add("lease_1000_grpc_1m_p50_ms", Median(leases),
              "RequestBatch of 1,000 items, durable, median");
  figures.Add("lease_1000_grpc_1m_p99_ms", Percentile(leases, 99), "the same, 99th percentile");
  figures.Add("restart_1m_s", server.Restart(), "start to ready, state rebuilt from RocksDB");
  const double bytes = server.ResidentBytes();
  figures.Add("bytes_per_candidate", bytes / candidates,
              "resident memory of winnowd after the restart / candidates");
  figures.Add("bytes_per_candidate_net", (bytes - empty_bytes) / candidates,
              "the same less that of an empty winnowd");
  figures.Print();
  std::printf("\nwritten to %s\n", figures.Write("bench").c_str());
}

}  // namespace
}  // namespace winnow::bench

// spine_bench [CANDIDATES]
int main(int argc, char** argv) {
  winnow::bench::WorkloadOptions options;
  if (argc > 2 || (argc == 2 && !absl::SimpleAtoi(argv[1], &options.candidates)) ||
      options.candidates < 100'000) {
    std::fprintf(stderr, "usage: spine_bench [CANDIDATES]   at least 100000, default 1000000\n");
    return 2;
  }
  try {
    winnow::bench::Run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "spine_bench: %s\n", error.what());
    return 1;
  }
  return 0;
}
