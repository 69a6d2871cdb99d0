// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/lineage/forward_trace.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/access/methods.h"
#include "server/loop/error.h"
#include "server/loop/lineage/lineage_step.h"
#include "server/loop/paging.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/resource_name.h"
#include "server/selection/stable_hash.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

using Section = LineageSection;

// Rows that one visit passes over, and what a row of each table is worth in manifests.
constexpr size_t kManifestsPerVisit = 256;
constexpr size_t kVersionsPerVisit = 16;
constexpr size_t kReleasesPerVisit = 64;
constexpr size_t kCostOfSample = 64;
constexpr size_t kCostOfVersion = 16;
constexpr size_t kCostOfRelease = 4;

absl::Status NoSuchCandidate() {
  return Unknown(v1::ERROR_REASON_CANDIDATE_UNKNOWN,
                 "No such candidate in the queue. Correct its id, or push it first.");
}

// Whether it may serve anything at all.
bool Serves(const ConsentState& state, shard::CandidateNo no) {
  return PurposeCheck(state, v1::PURPOSE_TRAINING).Allows(no) ||
         PurposeCheck(state, v1::PURPOSE_EVALUATION).Allows(no);
}

LineageCursor First(Section section, uint64_t minor = 0) { return {section, 0, minor}; }

}  // namespace

absl::StatusOr<std::unique_ptr<ForwardTrace>> ForwardTrace::Make(shard::Shards& shards,
                                                                 const Caller& caller,
                                                                 absl::string_view name) {
  const auto ref = ParseCandidateName(name, "name");
  if (!ref.ok()) return ref.status();
  if (!access::MayReadEvidence(ref->queue, caller.grants)) return NoSuchCandidate();
  const auto shard = ShardOfQueue(shards, ref->queue);
  if (!shard.ok()) return shard.status();
  ExamplePlace place{*shard, ref->queue, 0, v1::PURPOSE_UNSPECIFIED};
  Found found;
  absl::Status status = Peek(**shard, [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, ref->queue);
    if (!queue.ok()) return queue.status();
    const auto no = (*queue)->candidates.Find(ref->id, selection::StaticIdHash(ref->id));
    if (!no.has_value()) return NoSuchCandidate();
    const ConsentState consent{**queue, *state.registry, state.now.latest_us()};
    place.queue_no = (*queue)->queue_no();
    found.facts = FactsOf(consent, *no, Serves(consent, *no));
    found.last_batch = (*queue)->candidates.row(*no).last_batch;
    found.last_evaluation = (*queue)->evaluations.last();
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  auto trace = std::unique_ptr<ForwardTrace>(
      new ForwardTrace(shards, caller, std::move(place), std::move(found)));
  status = trace->ReadTombstone();
  if (!status.ok()) return status;
  return trace;
}

absl::Status ForwardTrace::ReadTombstone() {
  if (!found_.facts.removed) return absl::OkStatus();
  auto record = storage::CandidateTable::Get(place_.shard->engine(), place_.shard->id(),
                                             {place_.queue_no, found_.facts.no});
  if (!record.ok()) return record.status();
  // Until it is durable nothing but the name is shown.
  if (record->has_value() && (*record)->has_tombstone())
    tombstone_ = std::move(*(*record)->mutable_tombstone());
  return absl::OkStatus();
}

absl::StatusOr<LineageUnit> ForwardTrace::Visit(const LineageCursor& from) {
  switch (from.section) {
    case Section::kCandidate:
      return VisitCandidate(from);
    case Section::kEvaluations:
      return VisitEvaluations(from);
    case Section::kBatches:
      return VisitBatches(from);
    case Section::kLabels:
      return VisitLabels(from);
    case Section::kDatasets:
      return VisitDatasets(from);
    case Section::kReleases:
      return VisitReleases(from);
    case Section::kVerdicts:
    case Section::kRollouts:
      return VisitRelease(from);
    default:
      return PageTokenInvalid();
  }
}

LineageUnit ForwardTrace::VisitCandidate(const LineageCursor& at) const {
  LineageUnit unit{at, {}, First(Section::kEvaluations, 1)};
  unit.steps.push_back(tombstone_.has_value() ? TombstoneStep(found_.facts.name, *tombstone_)
                                              : CandidateStep(found_.facts, ""));
  return unit;
}

absl::StatusOr<LineageUnit> ForwardTrace::VisitEvaluations(const LineageCursor& from) {
  LineageUnit unit{from, {}, First(Section::kBatches, tombstone_.has_value() ? 0 : 1)};
  if (from.minor > found_.last_evaluation) return unit;
  const auto phase = memberships_.PhaseOf(from.minor);
  if (!phase.ok()) return phase.status();
  if (phase->has_value()) unit.steps.push_back(EvaluationStep(**phase, found_.facts.name));
  unit.passed = kCostOfSample;
  unit.next = First(Section::kEvaluations, from.minor + 1);
  return unit;
}

absl::StatusOr<LineageUnit> ForwardTrace::VisitBatches(const LineageCursor& from) {
  using Table = storage::BatchTable;
  LineageUnit unit{from, {}, First(Section::kLabels)};
  uint64_t begin = from.minor;
  uint64_t end = found_.last_batch + uint64_t{1};
  if (tombstone_.has_value()) {
    if (from.minor >= static_cast<uint64_t>(tombstone_->batches_size())) return unit;
    const auto ref = ParseBatchName(tombstone_->batches(static_cast<int>(from.minor)), "batch");
    if (!ref.ok()) return absl::DataLossError("a tombstone is damaged; restore a backup");
    begin = ref->batch_no;
    end = begin + 1;
  }
  if (begin >= end) return unit;
  const storage::ShardId shard = place_.shard->id();
  const storage::KeyRange range{Table::Key(shard, {place_.queue_no, begin}),
                                Table::Key(shard, {place_.queue_no, end})};
  const absl::Status enough = absl::CancelledError("enough");
  absl::Status status = Table::ScanRange(
      place_.shard->engine(), shard, range,
      [&](const storage::QueueRowId& id, storage::v1::BatchRecord& record) {
        if (unit.passed == kManifestsPerVisit || !unit.steps.empty()) return enough;
        ++unit.passed;
        if (!tombstone_.has_value()) unit.next = First(Section::kBatches, id.number + 1);
        const auto& arrivals = record.arrivals();
        if (std::find(arrivals.begin(), arrivals.end(), uint64_t{found_.facts.no}) ==
            arrivals.end()) {
          return absl::OkStatus();
        }
        const v1::Manifest& manifest = record.manifest();
        if (!tombstone_.has_value()) unit.at = First(Section::kBatches, id.number);
        unit.steps.push_back(BatchStep(
            manifest, manifest.evaluation().empty() ? found_.facts.name : manifest.evaluation()));
        return absl::OkStatus();
      });
  if (!status.ok() && status != enough) return status;
  if (tombstone_.has_value()) unit.next = First(Section::kBatches, from.minor + 1);
  return unit;
}

absl::StatusOr<LineageUnit> ForwardTrace::VisitLabels(const LineageCursor& at) {
  const CandidateFacts& facts = found_.facts;
  LineageUnit unit{at, {}, First(Section::kDatasets)};
  if (!facts.serves) return unit;
  const auto labels = evidence_.ReadLabels(facts.no);
  if (!labels.ok()) return labels.status();
  for (const storage::v1::LabelRecord& record : *labels)
    unit.steps.push_back(
        LabelStep(facts.name, record, BatchName(place_.queue_id, record.batch_no())));
  const auto decision = evidence_.ReadDecision(facts.no);
  if (!decision.ok()) return decision.status();
  if (decision->has_value()) unit.steps.push_back(AdjudicationStep(facts.name, **decision));
  return unit;
}

absl::StatusOr<LineageUnit> ForwardTrace::VisitDatasets(const LineageCursor& from) {
  using Table = storage::DatasetVersionTable;
  LineageUnit unit{from, {}, First(Section::kReleases)};
  const storage::ShardId shard = place_.shard->id();
  const storage::KeyRange range{
      Table::Key(shard, {place_.queue_no, from.id, static_cast<uint32_t>(from.minor)}),
      Table::Key(shard, {place_.queue_no + 1, "", 0})};
  const absl::Status enough = absl::CancelledError("enough");
  size_t versions = 0;
  absl::Status status = Table::ScanRange(
      place_.shard->engine(), shard, range,
      [&](const storage::DatasetVersionId& id, storage::v1::DatasetVersionRecord& record) {
        if (!unit.steps.empty() || versions == kVersionsPerVisit) {
          unit.next = {Section::kDatasets, 0, id.version, id.dataset_id};
          return enough;
        }
        ++versions;
        const VersionPlace place{place_.shard, place_.queue_id, id, std::move(record)};
        const auto member = FindMember(place, found_.facts.no);
        if (!member.ok()) return member.status();
        if (!member->has_value()) return absl::OkStatus();
        const v1::DatasetVersion& version = place.record.version();
        ExamplePlace purpose = place_;
        purpose.purpose = version.purpose();
        const auto facts = LookUpFacts(purpose, {found_.facts.no});
        if (!facts.ok()) return facts.status();
        unit.at = {Section::kDatasets, 0, id.version, id.dataset_id};
        v1::LineageStep& step = unit.steps.emplace_back(DatasetStep(version, found_.facts.name));
        if (facts->front().serves) {
          (*step.mutable_details())["label_digest"] = (*member)->label_digest();
          (*step.mutable_details())["rubric"] = (*member)->rubric();
        }
        return absl::OkStatus();
      });
  if (!status.ok() && status != enough) return status;
  unit.passed = versions * kCostOfVersion;
  return unit;
}

absl::StatusOr<LineageUnit> ForwardTrace::VisitReleases(const LineageCursor& from) {
  LineageUnit unit{from, {}, {}};
  auto it = from.major == 0 ? registry_->releases.lower_bound(from.id)
                            : registry_->releases.upper_bound(from.id);
  for (size_t passed = 0; it != registry_->releases.end(); ++it, ++passed) {
    if (passed == kReleasesPerVisit) {
      unit.next = {Section::kReleases, 0, 0, it->first};
      break;
    }
    unit.passed += kCostOfRelease;
    const auto release = ReadTracedRelease(shards_, *registry_, caller_, it->first);
    if (!release.ok()) return release.status();
    if (!release->has_value()) continue;
    auto steps = StepsAt(**release);
    if (!steps.ok()) return steps.status();
    if (steps->empty()) continue;
    unit.at = {Section::kReleases, 0, 0, it->first};
    unit.steps = *std::move(steps);
    unit.next = {Section::kVerdicts, 0, 1, it->first};
    break;
  }
  return unit;
}

absl::StatusOr<LineageUnit> ForwardTrace::VisitRelease(const LineageCursor& at) {
  LineageCursor next{Section::kReleases, 1, 0, at.id};
  const auto release = ReadTracedRelease(shards_, *registry_, caller_, at.id);
  if (!release.ok()) return release.status();
  if (!release->has_value()) return LineageUnit{at, {}, std::move(next)};
  if (at.section == Section::kVerdicts) return VisitVerdict(**release, at);
  return VisitRollouts(**release, at, std::move(next));
}

absl::StatusOr<std::vector<v1::LineageStep>> ForwardTrace::StepsAt(const TracedRelease& traced) {
  const v1::Release& release = traced.release;
  const auto sampled = memberships_.IsSampled(release.evaluation());
  if (!sampled.ok()) return sampled.status();
  const auto datasets = Holding(release.datasets());
  if (!datasets.ok()) return datasets.status();
  const auto baselines = Holding(release.baseline_datasets());
  if (!baselines.ok()) return baselines.status();
  std::vector<v1::LineageStep> steps;
  if (!*sampled && datasets->empty() && baselines->empty()) return steps;
  if (*sampled && found_.facts.serves) {
    auto outcomes = evidence_.OutcomeSteps(traced, found_.facts, release.evaluation());
    if (!outcomes.ok()) return outcomes.status();
    steps = *std::move(outcomes);
  }
  const std::string& held = datasets->empty() ? *baselines : *datasets;
  v1::LineageStep& step = steps.emplace_back(
      ReleaseStep(release, *sampled ? release.evaluation() : held.substr(0, held.find(','))));
  if (*sampled) (*step.mutable_details())["evaluation"] = release.evaluation();
  if (!datasets->empty()) (*step.mutable_details())["datasets"] = *datasets;
  if (!baselines->empty()) (*step.mutable_details())["baseline_datasets"] = *baselines;
  return steps;
}

absl::StatusOr<std::string> ForwardTrace::Holding(
    const google::protobuf::RepeatedPtrField<std::string>& versions) {
  std::vector<std::string> held;
  for (const std::string& version : versions) {
    const auto holds = memberships_.IsMember(*registry_, version);
    if (!holds.ok()) return holds.status();
    if (*holds) held.push_back(version);
  }
  return absl::StrJoin(held, ",");
}

}  // namespace winnow::loop
