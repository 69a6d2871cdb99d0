// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What durability costs: batches and ingest of the operating loop over RocksDB, in process, with
// commits that are synced and told to HEAD, beside the same without HEAD and without syncs. The
// three take turns. Writes build/results/bench_durability.json.
#include <array>
#include <atomic>
#include <cstdio>
#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "server/loop/loop.h"
#include "storage/rocksdb_engine.h"
#include "tests/bench/figures.h"
#include "tests/bench/rounds.h"
#include "tests/bench/workload.h"
#include "tests/testing/policy_owners.h"
#include "tests/testing/temp_dir.h"

namespace winnow::bench {
namespace {

constexpr char kQueue[] = "queues/bench";
constexpr uint64_t kRowsPerRound = 20'000;
constexpr int kBatchesPerRound = 20;
constexpr int kItems = 100;
constexpr int kWindow = 8;  // chunks that wait for their answer, as in the client library

void Check(const absl::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

struct Durability {
  const char* name;
  bool sync;
  bool head;
};
constexpr std::array<Durability, 3> kKinds = {
    {{"full", true, true}, {"without_head", true, false}, {"without_sync", false, true}}};

// The loop over an engine in a folder of its own.
class Stage {
 public:
  Stage(const Durability& durability, const Workload& workload)
      : workload_(workload), metrics_(ops::BuildLabels{"bench", "bench"}) {
    storage::RocksdbOptions options;
    options.dir = folder_.Join("data");
    options.create_if_missing = true;
    options.database_id = durability.name;
    options.sync = durability.sync;
    options.wait = [this](absl::Duration time) { clock_.WaitFor(time); };
    options.testbed.without_head = !durability.head;
    auto engine = storage::RocksdbEngine::Open(options);
    Check(engine.status());
    engine_ = *std::move(engine);
    shard::ShardsOptions shards_options;
    shards_options.engine = engine_.get();
    shards_options.clock = &clock_;
    shards_options.entropy = &entropy_;
    auto shards = shard::Shards::Open(std::move(shards_options));
    Check(shards.status());
    shards_ = *std::move(shards);
    environment_.emplace(loop::Environment{*shards_, clock_, entropy_, metrics_, {}});
    loop_.emplace(*environment_);
    Prepare();
  }
  ~Stage() { shards_->Stop(); }

  // Milliseconds of the next rows.
  double Push() {
    const auto requests = CandidateStream(kQueue, workload_, {pushed_, pushed_ + kRowsPerRound});
    pushed_ += kRowsPerRound;
    std::vector<v1::CandidateChunk> chunks;
    for (size_t i = 1; i < requests.size(); ++i) chunks.push_back(requests[i].chunk());
    Answer<loop::OpenOutcome>([&](auto done) {
      loop_->ingest.Open(caller_, requests[0].header(), v1::INGEST_STREAM_CANDIDATES,
                         std::move(done));
    });
    return 1e3 * Seconds([&] { Send(requests[0].header(), chunks); });
  }

  // Milliseconds of each batch.
  std::vector<double> Lease() {
    v1::RequestBatchRequest request;
    request.set_queue(kQueue);
    request.set_labeler("bench");
    request.set_max_items(kItems);
    const auto lease = [&] {
      const auto response = Answer<v1::RequestBatchResponse>(
          [&](auto done) { loop_->dispatch.RequestBatch(caller_, request, std::move(done)); });
      if (response.items_size() != kItems) throw std::runtime_error("a batch is too small");
    };
    return TimeRounds({.least = kBatchesPerRound, .most = kBatchesPerRound}, lease);
  }

 private:
  // Waits for the answer to a call.
  template <typename Response, typename Call>
  static Response Answer(Call call) {
    std::promise<absl::StatusOr<Response>> promise;
    call([&promise](absl::StatusOr<Response> response) { promise.set_value(std::move(response)); });
    absl::StatusOr<Response> response = promise.get_future().get();
    Check(response.status());
    return *std::move(response);
  }

  void Prepare() {
    v1::RegisterSourceRequest source;
    source.mutable_source()->set_name("sources/bench");
    Answer<v1::RegisterSourceResponse>(
        [&](auto done) { loop_->registries.RegisterSource(caller_, source, std::move(done)); });
    v1::RegisterConsentScopeRequest scope;
    scope.mutable_consent_scope()->set_name("consentScopes/research");
    scope.mutable_consent_scope()->add_purposes(v1::PURPOSE_TRAINING);
    Answer<v1::RegisterConsentScopeResponse>([&](auto done) {
      loop_->registries.RegisterConsentScope(caller_, scope, std::move(done));
    });
    v1::CreatePolicyRevisionRequest policy;
    policy.set_policy_id("bench");
    *policy.mutable_policy() = BenchPolicy();
    const auto created = Answer<v1::CreatePolicyRevisionResponse>(
        [&](auto done) { loop_->policies.CreatePolicyRevision(caller_, policy, std::move(done)); });
    v1::ApprovePolicyRevisionRequest approval;
    approval.set_policy(created.policy_revision().name());
    approval.set_content_hash(created.policy_revision().content_hash());
    for (const winnow::testing::PolicyOwner& owner : winnow::testing::kPolicyOwners) {
      approval.set_role(owner.role);
      Answer<v1::ApprovePolicyRevisionResponse>([&](auto done) {
        loop_->policies.ApprovePolicyRevision({owner.identity, {owner.role}}, approval,
                                              std::move(done));
      });
    }
    v1::CreateQueueRequest queue;
    queue.mutable_queue()->set_name(kQueue);
    v1::AttributeSpec& speaker = *queue.mutable_queue()->add_attributes();
    speaker.set_key("speaker");
    speaker.set_kind(v1::ATTRIBUTE_KIND_KEYED_HASH);
    queue.set_policy("policies/bench");
    Answer<v1::CreateQueueResponse>(
        [&](auto done) { loop_->queues.CreateQueue(caller_, queue, std::move(done)); });
  }

  void Send(const v1::IngestHeader& header, std::vector<v1::CandidateChunk>& chunks) {
    std::counting_semaphore<kWindow> window(kWindow);
    std::atomic<bool> refused{false};
    for (v1::CandidateChunk& chunk : chunks) {
      window.acquire();
      loop_->ingest.ApplyCandidates(caller_, header, &chunk,
                                    [&](const absl::StatusOr<loop::ChunkOutcome>& outcome) {
                                      if (!outcome.ok()) refused = true;
                                      window.release();
                                    });
    }
    for (int i = 0; i < kWindow; ++i) window.acquire();
    if (refused) throw std::runtime_error("a chunk was refused");
  }

  const Workload& workload_;
  const loop::Caller caller_{.principal = "bench", .grants = access::Grants::OfServer()};
  winnow::testing::TempDir folder_;
  ops::SystemClock clock_;
  ops::SystemEntropy entropy_;
  ops::Metrics metrics_;
  std::unique_ptr<storage::RocksdbEngine> engine_;
  std::unique_ptr<shard::Shards> shards_;
  std::optional<loop::Environment> environment_;
  std::optional<loop::Loop> loop_;
  uint64_t pushed_ = 0;
};

void Run(uint64_t rounds) {
  WorkloadOptions options;
  options.candidates = rounds * kRowsPerRound;
  const Workload workload(options);
  std::array<std::unique_ptr<Stage>, kKinds.size()> stages;
  for (size_t k = 0; k < kKinds.size(); ++k) {
    stages[k] = std::make_unique<Stage>(kKinds[k], workload);
  }
  std::array<std::vector<double>, kKinds.size()> pushes;
  std::array<std::vector<double>, kKinds.size()> leases;
  for (uint64_t round = 0; round < rounds; ++round) {
    for (size_t turn = 0; turn < kKinds.size(); ++turn) {
      const size_t k = (round + turn) % kKinds.size();
      pushes[k].push_back(stages[k]->Push());
      for (const double time : stages[k]->Lease()) leases[k].push_back(time);
    }
  }
  Figures figures;
  figures.Setting("rounds", absl::StrCat(rounds, " of ", kRowsPerRound, " candidates and ",
                                         kBatchesPerRound, " batches of ", kItems));
  const double batch = Median(leases[0]);
  const double push = Median(pushes[0]);
  figures.Add("head_cost_ratio", batch / Median(leases[1]), "RequestBatch / the same without HEAD");
  figures.Add("sync_cost_ratio", batch / Median(leases[2]), "RequestBatch / without syncs");
  figures.Add("ingest_head_cost_ratio", push / Median(pushes[1]), "ingest / without HEAD");
  figures.Add("ingest_sync_cost_ratio", push / Median(pushes[2]), "ingest / without syncs");
  for (size_t k = 0; k < kKinds.size(); ++k) {
    figures.DetailTimes(absl::StrCat("batch_", kKinds[k].name), leases[k], "RequestBatch");
    figures.DetailTimes(absl::StrCat("ingest_", kKinds[k].name), pushes[k],
                        "20,000 candidates, durable");
  }
  figures.Print();
  std::printf("\nwritten to %s\n", figures.Write("bench_durability").c_str());
}

}  // namespace
}  // namespace winnow::bench

// durability_bench [ROUNDS]
int main(int argc, char** argv) {
  uint64_t rounds = 30;
  if (argc > 2 || (argc == 2 && (!absl::SimpleAtoi(argv[1], &rounds) || rounds == 0))) {
    std::fprintf(stderr, "usage: durability_bench [ROUNDS]   at least 1, default 30\n");
    return 2;
  }
  try {
    winnow::bench::Run(rounds);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "durability_bench: %s\n", failure.what());
    return 1;
  }
  return 0;
}
