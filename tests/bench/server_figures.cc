// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/bench/server_figures.h"

#include <algorithm>

#include "server/ops/clock.h"
#include "tests/bench/bench_server.h"

namespace winnow::bench {
namespace {

constexpr RoundLimits kCalls = {.least = 50, .most = 500, .time = absl::Seconds(30)};
constexpr uint64_t kBurst = 1'000'000;
constexpr uint64_t kStep = 100'000;
// So long are signals pushed at the rate at which the server folds them.
constexpr absl::Duration kSustained = absl::Seconds(30);
// Below it the server has no hurry to fold.
constexpr uint64_t kLeastBacklog = 8 << 20;
constexpr absl::Duration kPoll = absl::Milliseconds(50);

void WaitForBacklog(BenchServer& server, uint64_t bytes) {
  ops::SystemClock clock;
  while (server.BacklogBytes() > bytes) clock.WaitFor(kPoll);
}

// Signals per second of a writer that holds back whenever the backlog is larger than it was at the
// start, so that it is the same at both ends. Requests are built while the server folds: that time
// counts.
double SustainedSignals(BenchServer& server) {
  const uint64_t level = std::max(server.BacklogBytes(), kLeastBacklog);
  while (server.BacklogBytes() < level) server.PushSignals(kStep);
  WaitForBacklog(server, level);
  uint64_t rows = 0;
  double seconds = 0;
  for (; seconds < absl::ToDoubleSeconds(kSustained); rows += kStep) {
    seconds += Seconds([&] {
      server.PushSignals(kStep);
      WaitForBacklog(server, level);
    });
  }
  return static_cast<double>(rows) / seconds;
}

}  // namespace

ServerTimes BenchServerCalls(uint64_t candidates, Figures& figures) {
  const std::string size = SizeName(candidates);
  const auto count = static_cast<double>(candidates);
  BenchServer server{Workload({.candidates = candidates})};
  const double empty_bytes = server.ResidentBytes();
  figures.Add("candidate_push_per_s", count / server.PushCandidates(),
              "candidates through the stream, durable");
  const auto burst = static_cast<double>(std::min(candidates, kBurst));
  figures.Add("signal_push_per_s", burst / server.PushSignals(static_cast<uint64_t>(burst)),
              "signals through the stream, durable, a burst");
  figures.Detail("signal_push_sustained_per_s", SustainedSignals(server),
                 "the same while the backlog stays constant");
  WaitForBacklog(server, kLeastBacklog);
  ServerTimes times;
  times.leases = server.LeaseBatches(kCalls);
  times.single_updates = server.PushSingleSignals(kCalls);
  figures.Add("lease_1000_grpc_" + size + "_p50_ms", Median(times.leases),
              "RequestBatch of 1,000 items, durable, full reply, median");
  figures.Add("lease_1000_grpc_" + size + "_p99_ms", Percentile(times.leases, 99),
              "the same, 99th percentile");
  figures.DetailTimes("update_one", times.single_updates, "one signal through the stream, durable");
  figures.Add("restart_" + size + "_s", server.Restart(),
              "start to ready, index rebuilt from RocksDB");
  const double bytes = server.ResidentBytes();
  figures.Detail("process_bytes_per_candidate", bytes / count,
                 "resident memory of winnowd after the restart / candidates");
  figures.Detail("process_bytes_per_candidate_net", (bytes - empty_bytes) / count,
                 "the same less that of an empty winnowd");
  return times;
}

}  // namespace winnow::bench
