// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/governance/consent/consent_world.h"

#include <stdexcept>

#include "server/digest/sha256.h"
#include "server/shard/clock_witness.h"
#include "server/shard/mutate_and_wait.h"
#include "server/shard/tables.h"

namespace winnow::testing {
namespace {

using loop::Loop;
using loop::testing::LoopBed;
using loop::testing::Text;

constexpr size_t kShards = 2;
constexpr size_t kMostFindings = 20;

template <typename Response>
void Must(const absl::StatusOr<Response>& response) {
  if (!response.ok()) throw std::runtime_error(response.status().ToString());
}

}  // namespace

void ConsentTally::Merge(const ConsentTally& other) {
  histories += other.histories;
  commands += other.commands;
  restarts += other.restarts;
  for (const auto& [what, count] : other.uses) uses[what] += count;
  violations += other.violations;
  for (const std::string& finding : other.findings) {
    if (findings.size() < kMostFindings) findings.push_back(finding);
  }
}

ConsentWorld::ConsentWorld()
    : bed_(std::make_unique<LoopBed>(kShards)),
      oracle_(absl::ToUnixMicros(bed_->clock().WallNow())) {
  Must(bed_->Call(&Loop::registries, &loop::Registries::RegisterSource,
                  Text<v1::RegisterSourceRequest>("source { name: 'sources/src' }")));
  const std::string lease =
      "lease { max_lease { seconds: 7200 } label_turnaround { seconds: 3600 } ";
  AddPolicy("train", "purpose: PURPOSE_TRAINING " + lease + "max_attempts: 2 }");
  AddPolicy("twice", "purpose: PURPOSE_TRAINING required_labels: 2 " + lease + "max_attempts: 9 }");
  AddPolicy("exam",
            "purpose: PURPOSE_EVALUATION " + lease +
                "max_attempts: 2 } signal_terms { name: 'size' signal: 'x_size' clamp_high: 10 "
                "weight: 1 missing_value: 1 } exploration { share: 1 floor: 0.5 "
                "size_knots { x: 0 y: 0 } size_knots { x: 10 y: 10 } }");
}

void ConsentWorld::AddPolicy(const std::string& id, const std::string& text) {
  auto request = Text<v1::CreatePolicyRevisionRequest>(
      "policy { allocation { kind: ALLOCATION_KIND_EQUAL } " + text + " }");
  request.set_policy_id(id);
  Must(bed_->Call(&Loop::policies, &loop::Policies::CreatePolicyRevision, request));
  Approve(*bed_, "policies/" + id + "@1");
  policies_.push_back({"policies/" + id, request.policy().purpose(), 3 * 3'600'000'000});
}

void ConsentWorld::LookAtClock() { shard::WitnessClock(bed_->shards().control()); }

void ConsentWorld::Pass(absl::Duration time) {
  bed_->clock().Advance(time);
  oracle_.Pass(absl::ToInt64Microseconds(time));
  LookAtClock();
  bed_->loop().dispatch.ExpireLeases(0);
  bed_->loop().dispatch.ExpireLeases(1);
}

void ConsentWorld::Jump(absl::Duration by) {
  bed_->clock().SetWall(bed_->clock().WallNow() + by);
  oracle_.Jump(absl::ToInt64Microseconds(by));
  LookAtClock();
}

void ConsentWorld::Restart() {
  bed_->Restart();
  oracle_.Restart();
  ++tally_.restarts;
}

void ConsentWorld::RevokeAndDie(const std::string& subject, const std::string& scope) {
  const absl::Status committed = shard::MutateAndWait(
      bed_->shards().control(), [&](shard::ShardState& state, shard::MutationLog& log) {
        storage::v1::RevocationRecord record;
        record.set_number(state.pending_registry->revocations.last() + 1);
        if (!subject.empty()) record.set_subject(digest::Sha256(subject).ToHex());
        record.set_consent_scope(scope);
        shard::Mutation mutation;
        storage::RevocationTable::Put(state.shard, record.number(), record, &mutation.writes);
        log.Add(std::move(mutation));
        return absl::OkStatus();
      });
  if (!committed.ok()) throw std::runtime_error(committed.ToString());
  Restart();
}

void ConsentWorld::Use(const std::string& what, const std::string& id,
                       const ConsentOracle::Use& use) {
  ++tally_.uses[what];
  const std::string why = oracle_.Forbids(id, use);
  if (why.empty()) return;
  ++tally_.violations;
  if (tally_.findings.size() < kMostFindings)
    tally_.findings.push_back(id + " was " + what + ", but " + why + ":" + trace);
}

}  // namespace winnow::testing
