// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/loop/loop_bed.h"

#include <stdexcept>

#include "tests/testing/policy_owners.h"

namespace winnow::loop::testing {
namespace {

template <typename Chunk>
absl::StatusOr<ChunkOutcome> Apply(Ingest& ingest,
                                   void (Ingest::*method)(const Caller&, const v1::IngestHeader&,
                                                          Chunk*, Done<ChunkOutcome>),
                                   const v1::IngestHeader& header, Chunk chunk) {
  std::promise<absl::StatusOr<ChunkOutcome>> promise;
  (ingest.*method)(
      Caller{"local"}, header, &chunk,
      [&promise](absl::StatusOr<ChunkOutcome> outcome) { promise.set_value(std::move(outcome)); });
  return promise.get_future().get();
}

}  // namespace

LoopBed::LoopBed(size_t shards, Limits limits, Gate gate)
    : shard_count_(shards),
      limits_(limits),
      prepare_gate_(std::move(gate)),
      metrics_(ops::BuildLabels{"test", "test"}) {
  Open();
}

LoopBed::~LoopBed() { shards_->Stop(); }

void LoopBed::Restart() {
  loop_ = nullptr;
  environment_ = nullptr;
  shards_ = nullptr;
  gate_ = nullptr;
  engine_ = nullptr;
  Open();
}

void LoopBed::Open() {
  auto engine =
      storage::MemoryEngine::Open({.shards = static_cast<uint32_t>(shard_count_), .image = image_});
  if (!engine.ok()) throw std::runtime_error(engine.status().ToString());
  engine_ = *std::move(engine);
  image_ = engine_->image();
  shard::ShardsOptions options;
  gate_ = std::make_unique<shard::testing::GatedEngine>(*engine_);
  if (prepare_gate_) prepare_gate_(*gate_);
  options.engine = gate_.get();
  options.clock = &clock_;
  options.entropy = &entropy_;
  options.admission = &admission_;
  options.shards = shard_count_;
  options.database_id = "bed";
  auto shards = shard::Shards::Open(std::move(options));
  if (!shards.ok()) throw std::runtime_error(shards.status().ToString());
  shards_ = *std::move(shards);
  environment_.reset(
      new Environment{*shards_, clock_, entropy_, metrics_, limits_, InlineDraws(), &signer_});
  loop_ = std::make_unique<Loop>(*environment_);
}

void Approve(LoopBed& bed, const std::string& policy) {
  v1::GetPolicyRevisionRequest read;
  read.set_name(policy);
  const auto revision = bed.Call(&Loop::policies, &Policies::GetPolicyRevision, read);
  ASSERT_TRUE(revision.ok()) << revision.status();
  v1::ApprovePolicyRevisionRequest request;
  request.set_policy(policy);
  request.set_content_hash(revision->policy_revision().content_hash());
  for (const winnow::testing::PolicyOwner& owner : winnow::testing::kPolicyOwners) {
    request.set_role(owner.role);
    const auto approved = bed.CallAs({owner.identity, {owner.role}}, &Loop::policies,
                                     &Policies::ApprovePolicyRevision, request);
    ASSERT_TRUE(approved.ok()) << approved.status();
  }
}

void LoopBed::SetUp(const std::string& policy) {
  ASSERT_TRUE(Call(&Loop::registries, &Registries::RegisterSource,
                   Text<v1::RegisterSourceRequest>("source { name: 'sources/src' }"))
                  .ok());
  ASSERT_TRUE(
      Call(&Loop::registries, &Registries::RegisterConsentScope,
           Text<v1::RegisterConsentScopeRequest>("consent_scope { name: 'consentScopes/research' "
                                                 "purposes: PURPOSE_TRAINING }"))
          .ok());
  auto request = Text<v1::CreateQueueRequest>(
      "queue { name: 'queues/q' attributes { key: 'speaker' kind: ATTRIBUTE_KIND_KEYED_HASH } "
      "attributes { key: 'device' kind: ATTRIBUTE_KIND_CATEGORY } }");
  request.set_policy(policy);
  if (!policy.empty()) Approve(*this, policy);
  const auto created = Call(&Loop::queues, &Queues::CreateQueue, request);
  ASSERT_TRUE(created.ok()) << created.status();
}

v1::Candidate LoopBed::Complete(const std::string& id) {
  auto candidate = Text<v1::Candidate>(
      "source: 'src' consent_scope: 'research' retain_until { seconds: 2000000000 } "
      "rubric: 'asr' slice: 'sl' split: SPLIT_TRAIN model_release: 'r1'");
  candidate.set_candidate_id(id);
  return candidate;
}

v1::IngestResult LoopBed::Upsert(const std::vector<v1::Candidate>& candidates) {
  v1::BatchUpsertCandidatesRequest request;
  request.set_queue("queues/q");
  for (const v1::Candidate& candidate : candidates) *request.add_candidates() = candidate;
  const auto response = Call(&Loop::ingest, &Ingest::BatchUpsertCandidates, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->result() : v1::IngestResult();
}

v1::CandidateStatus LoopBed::Get(const std::string& id) {
  v1::GetCandidateRequest request;
  request.set_name("queues/q/candidates/" + id);
  const auto response = Call(&Loop::candidates, &Candidates::GetCandidate, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->candidate() : v1::CandidateStatus();
}

v1::QueueStatusResponse LoopBed::Status() {
  const auto response = Call(&Loop::queue_health, &QueueHealth::QueueStatus,
                             Text<v1::QueueStatusRequest>("queue: 'queues/q'"));
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *response : v1::QueueStatusResponse();
}

std::vector<storage::v1::LeafRecord> LeavesOf(LoopBed& bed, storage::ShardId shard) {
  std::vector<storage::v1::LeafRecord> leaves;
  const auto stored = bed.engine().ReadLeaves(shard, 0, 1'000'000);
  EXPECT_TRUE(stored.ok()) << stored.status();
  for (const storage::Leaf& leaf : *stored) {
    EXPECT_TRUE(leaves.emplace_back().ParseFromString(leaf.bytes));
  }
  return leaves;
}

absl::StatusOr<ChunkOutcome> Send(LoopBed& bed, const v1::IngestHeader& header,
                                  v1::CandidateChunk chunk) {
  return Apply(bed.loop().ingest, &Ingest::ApplyCandidates, header, std::move(chunk));
}

absl::StatusOr<ChunkOutcome> Send(LoopBed& bed, const v1::IngestHeader& header,
                                  v1::SignalChunk chunk) {
  return Apply(bed.loop().ingest, &Ingest::ApplySignals, header, std::move(chunk));
}

}  // namespace winnow::loop::testing
