// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// BenchServer: a real winnowd on RocksDB with synced commits and one queue, and the calls whose
// speed is measured. Client and server share the machine.
#ifndef WINNOW_TESTS_BENCH_BENCH_SERVER_H_
#define WINNOW_TESTS_BENCH_BENCH_SERVER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "tests/bench/rounds.h"
#include "tests/bench/workload.h"
#include "tests/testing/test_server.h"
#include "winnow/v1/governance_service.grpc.pb.h"
#include "winnow/v1/ingest_service.grpc.pb.h"
#include "winnow/v1/review_service.grpc.pb.h"

namespace winnow::bench {

// Every call throws std::runtime_error when the server refuses something. Not thread-safe.
class BenchServer {
 public:
  // Starts the server, registers what the workload's candidates name, and creates the queue under
  // the bench's policy.
  explicit BenchServer(const Workload& workload);

  // Pushes all candidates of the workload. Requests are built outside of the time, in parts, so
  // that they need little memory. Returns the seconds that the streams took.
  double PushCandidates();

  // Pushes the next `rows` signals of the workload's stream; the same otherwise.
  double PushSignals(uint64_t rows);

  // Signals that are stored and not yet folded into their candidates.
  uint64_t BacklogBytes();

  // Milliseconds from one signal, a chunk of its own in an open stream, to its durable answer.
  std::vector<double> PushSingleSignals(const RoundLimits& limits);

  // Milliseconds of RequestBatch for 1,000 items. Batches stay open for a while and are cancelled
  // then.
  std::vector<double> LeaseBatches(const RoundLimits& limits);

  // Stops the server, and returns the seconds from a new start to ready.
  double Restart();

  double ResidentBytes() const;

 private:
  void Connect();
  void Prepare();
  void Cancel(const v1::RequestBatchResponse& batch);

  const Workload workload_;
  testing::TestServer server_;
  uint64_t signals_ = 0;  // pushed so far
  std::unique_ptr<v1::IngestService::Stub> ingest_;
  std::unique_ptr<v1::ReviewService::Stub> review_;
  std::unique_ptr<v1::GovernanceService::Stub> governance_;
};

}  // namespace winnow::bench

#endif  // WINNOW_TESTS_BENCH_BENCH_SERVER_H_
