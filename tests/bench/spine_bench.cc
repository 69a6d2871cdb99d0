// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The first figures of the main job, over a real server on RocksDB with synced commits: candidates
// and signals through the stream, batches of 1,000 items, restart, memory. Client and server share
// the machine. Writes build/results/bench.json.

#include <cstdio>
#include <exception>
#include <fstream>
#include <functional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/ops/clock.h"
#include "tests/bench/figures.h"
#include "tests/bench/push.h"
#include "tests/bench/workload.h"
#include "tests/testing/test_server.h"
#include "winnow/v1/ingest_service.grpc.pb.h"
#include "winnow/v1/policy_service.grpc.pb.h"
#include "winnow/v1/review_service.grpc.pb.h"

namespace winnow::bench {
namespace {

constexpr char kQueue[] = "queues/bench";
constexpr int kBatches = 200;

double Seconds(const std::function<void()>& work) {
  ops::SystemClock clock;
  const absl::Duration start = clock.SteadyNow();
  work();
  return absl::ToDoubleSeconds(clock.SteadyNow() - start);
}

void Check(const grpc::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error_message());
}

// Resident memory of a process.
double ResidentBytes(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/status"));
  for (std::string line; std::getline(file, line);) {
    if (!absl::StartsWith(line, "VmRSS:")) continue;
    return std::stod(line.substr(6)) * 1024;
  }
  return 0;
}

class SpineBench {
 public:
  explicit SpineBench(const WorkloadOptions& options) : options_(options) {}

  void Run() {
    figures_.Setting("candidates", absl::StrCat(options_.candidates));
    figures_.Setting("slices", absl::StrCat(options_.slices));
    figures_.Setting("stream",
                     absl::StrCat("chunks of ", kChunk, ", ", kWindow, " in flight, one writer"));
    figures_.Setting("commits", "synced, HEAD written before each answer");
    Prepare();
    const double empty_bytes = ResidentBytes(server_.pid());
    PushCandidates();
    PushSignals();
    RequestBatches();
    Restart(empty_bytes);
    figures_.Print();
    std::printf("\nwritten to %s\n", figures_.Write("bench").c_str());
  }

 private:
  void Prepare() {
    const auto stub = v1::PolicyService::NewStub(server_.NewChannel());
    {
      grpc::ClientContext context;
      v1::RegisterSourceRequest request;
      request.mutable_source()->set_name("sources/bench");
      v1::RegisterSourceResponse response;
      Check(stub->RegisterSource(&context, request, &response));
    }
    {
      grpc::ClientContext context;
      v1::RegisterConsentScopeRequest request;
      request.mutable_consent_scope()->set_name("consentScopes/research");
      request.mutable_consent_scope()->add_purposes(v1::PURPOSE_TRAINING);
      v1::RegisterConsentScopeResponse response;
      Check(stub->RegisterConsentScope(&context, request, &response));
    }
    {
      grpc::ClientContext context;
      v1::CreatePolicyRevisionRequest request;
      request.set_policy_id("bench");
      *request.mutable_policy() = BenchPolicy();
      v1::CreatePolicyRevisionResponse response;
      Check(stub->CreatePolicyRevision(&context, request, &response));
    }
    grpc::ClientContext context;
    v1::CreateQueueRequest request;
    request.mutable_queue()->set_name(kQueue);
    v1::AttributeSpec& speaker = *request.mutable_queue()->add_attributes();
    speaker.set_key("speaker");
    speaker.set_kind(v1::ATTRIBUTE_KIND_KEYED_HASH);
    request.set_policy("policies/bench");
    v1::CreateQueueResponse response;
    Check(stub->CreateQueue(&context, request, &response));
  }

  void PushCandidates() {
    const auto requests = CandidateStream(kQueue, options_);
    const auto stub = v1::IngestService::NewStub(server_.NewChannel());
    grpc::ClientContext context;
    const auto stream = stub->IngestCandidates(&context);
    const double seconds = Seconds([&] { Push(*stream, requests); });
    figures_.Add("candidate_push_per_s", static_cast<double>(options_.candidates) / seconds,
                 "candidates through the stream, durable");
  }

  void PushSignals() {
    const auto requests = SignalStream(kQueue, options_);
    const auto stub = v1::IngestService::NewStub(server_.NewChannel());
    grpc::ClientContext context;
    const auto stream = stub->PushSignals(&context);
    const double seconds = Seconds([&] { Push(*stream, requests); });
    figures_.Add("signal_push_per_s", static_cast<double>(options_.candidates) / seconds,
                 "signals through the stream, durable");
  }

  void RequestBatches() {
    const auto stub = v1::ReviewService::NewStub(server_.NewChannel());
    std::vector<double> milliseconds;
    for (int i = 0; i < kBatches; ++i) {
      v1::RequestBatchRequest request;
      request.set_queue(kQueue);
      request.set_labeler("bench");
      request.set_max_items(1'000);
      v1::RequestBatchResponse response;
      milliseconds.push_back(1e3 * Seconds([&] {
                               grpc::ClientContext context;
                               Check(stub->RequestBatch(&context, request, &response));
                             }));
      if (response.items_size() != 1'000)
        throw std::runtime_error("a batch has fewer than 1,000 items");
      grpc::ClientContext context;
      v1::CancelBatchRequest cancel;
      cancel.set_batch(response.batch());
      cancel.set_token(response.lease().token());
      v1::CancelBatchResponse cancelled;
      Check(stub->CancelBatch(&context, cancel, &cancelled));
    }
    figures_.Add("lease_1000_grpc_1m_p50_ms", Percentile(milliseconds, 50),
                 "RequestBatch of 1,000 items, durable, median");
    figures_.Add("lease_1000_grpc_1m_p99_ms", Percentile(milliseconds, 99),
                 "the same, 99th percentile");
  }

  void Restart(double empty_bytes) {
    const auto candidates = static_cast<double>(options_.candidates);
    server_.Stop();
    figures_.Add("restart_1m_s", Seconds([&] { server_.Start(); }),
                 "start to ready, state rebuilt from RocksDB");
    const double bytes = ResidentBytes(server_.pid());
    figures_.Add("bytes_per_candidate", bytes / candidates,
                 "resident memory of winnowd after the restart / candidates");
    figures_.Add("bytes_per_candidate_net", (bytes - empty_bytes) / candidates,
                 "the same less that of an empty winnowd");
  }

  const WorkloadOptions options_;
  Figures figures_;
  testing::TestServer server_;
};

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
    winnow::bench::SpineBench(options).Run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "spine_bench: %s\n", error.what());
    return 1;
  }
  return 0;
}
