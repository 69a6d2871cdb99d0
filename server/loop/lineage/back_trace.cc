// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/lineage/back_trace.h"

#include <algorithm>

#include "server/loop/error.h"
#include "server/loop/lineage/lineage_step.h"
#include "server/loop/paging.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {
namespace {

using Section = LineageSection;

absl::Status NoSuchRelease() {
  return Unknown(v1::ERROR_REASON_RELEASE_UNKNOWN,
                 "No such release. ListReleases names those of a queue.");
}

// The member at `at.minor`, if there is one. `next` comes after the last.
absl::StatusOr<LineageUnit> MemberUnit(MemberWalk* members, const LineageCursor& at,
                                       std::optional<LineageCursor> next) {
  LineageUnit unit{at, {}, std::move(next)};
  if (members == nullptr || at.minor >= members->size()) return unit;
  auto steps = members->StepsAt(at.minor);
  if (!steps.ok()) return steps.status();
  unit.steps = *std::move(steps);
  if (at.minor + 1 < members->size()) unit.next = {at.section, at.major, at.minor + 1};
  return unit;
}

}  // namespace

absl::StatusOr<std::unique_ptr<DatasetTrace>> DatasetTrace::Make(shard::Shards& shards,
                                                                 const Caller& caller,
                                                                 absl::string_view name) {
  auto place = FindVersion(shards, caller, name, "name");
  if (!place.ok()) return place.status();
  return std::unique_ptr<DatasetTrace>(new DatasetTrace(*std::move(place)));
}

absl::StatusOr<LineageUnit> DatasetTrace::Visit(const LineageCursor& from) {
  if (from.section == Section::kMembers) return MemberUnit(&members_, from, {});
  LineageUnit unit{from, {}, LineageCursor{Section::kMembers}};
  unit.steps.push_back(DatasetStep(members_.version(), ""));
  return unit;
}

absl::StatusOr<std::unique_ptr<ReleaseTrace>> ReleaseTrace::Make(shard::Shards& shards,
                                                                 const Caller& caller,
                                                                 absl::string_view name) {
  const auto id = ParseReleaseName(name, "name");
  if (!id.ok()) return id.status();
  auto release = ReadTracedRelease(shards, *shards.registry().Get(), caller, *id);
  if (!release.ok()) return release.status();
  if (!release->has_value()) return NoSuchRelease();
  auto trace =
      std::unique_ptr<ReleaseTrace>(new ReleaseTrace(shards, caller, **std::move(release)));
  if (absl::Status status = trace->ReadEvaluation(); !status.ok()) return status;
  return trace;
}

ReleaseTrace::ReleaseTrace(shard::Shards& shards, const Caller& caller, TracedRelease release)
    : shards_(shards), caller_(caller), release_(std::move(release)) {
  const v1::Release& stated = release_.release;
  const auto name_all = [this](const auto& versions, const std::string& model) {
    for (const std::string& version : versions) {
      const bool known = std::any_of(versions_.begin(), versions_.end(),
                                     [&](const auto& named) { return named.name == version; });
      if (!known) versions_.push_back({version, model});
    }
  };
  name_all(stated.datasets(), stated.candidate_release());
  name_all(stated.baseline_datasets(), stated.baseline_release());
}

absl::Status ReleaseTrace::ReadEvaluation() {
  const auto ref = ParseEvaluationName(release_.release.evaluation(), "evaluation");
  if (!ref.ok() || ref->queue != release_.queue_id)
    return absl::DataLossError("a release is damaged; restore a backup");
  auto record = storage::EvaluationTable::Get(release_.shard->engine(), release_.shard->id(),
                                              {release_.id.queue_no, ref->number});
  if (!record.ok()) return record.status();
  if (!record->has_value())
    return absl::DataLossError("the evaluation of a release is missing; restore a backup");
  evaluation_ = std::move(*(*record)->mutable_evaluation());
  sample_.emplace(release_, ref->number);
  return absl::OkStatus();
}

absl::StatusOr<LineageUnit> ReleaseTrace::Visit(const LineageCursor& from) {
  switch (from.section) {
    case Section::kReleases: {
      LineageUnit unit{from, {}, LineageCursor{Section::kVerdicts, 0, 1}};
      unit.steps.push_back(ReleaseStep(release_.release, ""));
      return unit;
    }
    case Section::kVerdicts:
      return VisitVerdict(release_, from);
    case Section::kRollouts:
      return VisitRollouts(release_, from, LineageCursor{Section::kEvaluations});
    case Section::kEvaluations:
      return VisitPhases(from);
    case Section::kDatasets:
      return VisitVersion(from);
    case Section::kSample:
      return VisitSample(from);
    case Section::kMembers:
      return VisitMembers(from);
    default:
      return PageTokenInvalid();
  }
}

LineageUnit ReleaseTrace::VisitPhases(const LineageCursor& at) const {
  LineageUnit unit{at, {}, LineageCursor{Section::kDatasets}};
  for (const v1::EvaluationPhase& phase : evaluation_.phases())
    unit.steps.push_back(EvaluationStep(evaluation_, phase, release_.release.name()));
  return unit;
}

absl::Status ReleaseTrace::Load(size_t version) {
  if (loaded_ == version) return absl::OkStatus();
  members_.reset();
  auto place = FindVersion(shards_, caller_, versions_[version].name, "dataset");
  if (place.ok()) {
    members_.emplace(*std::move(place));
  } else if (DetailOf(place.status()).reason != v1::ERROR_REASON_DATASET_UNKNOWN) {
    return place.status();
  }
  loaded_ = version;
  return absl::OkStatus();
}

absl::StatusOr<LineageUnit> ReleaseTrace::VisitVersion(const LineageCursor& at) {
  LineageUnit unit{at, {}, LineageCursor{Section::kSample, 1}};
  if (at.minor >= versions_.size()) return unit;
  if (absl::Status status = Load(at.minor); !status.ok()) return status;
  v1::DatasetVersion unread;
  unread.set_name(versions_[at.minor].name);
  v1::LineageStep& step = unit.steps.emplace_back(
      DatasetStep(members_.has_value() ? members_->version() : unread, release_.release.name()));
  if (!members_.has_value()) step.clear_time();
  (*step.mutable_details())["model_release"] = versions_[at.minor].model_release;
  unit.next = {Section::kDatasets, 0, at.minor + 1};
  return unit;
}

absl::StatusOr<LineageUnit> ReleaseTrace::VisitSample(const LineageCursor& at) {
  LineageUnit unit{at, {}, LineageCursor{Section::kMembers}};
  if (at.major > static_cast<uint64_t>(evaluation_.phases_size())) return unit;
  const auto phase = static_cast<uint32_t>(at.major);
  const auto size = sample_->SizeOf(phase);
  if (!size.ok()) return size.status();
  unit.next = {Section::kSample, at.major + 1};
  if (at.minor >= *size) return unit;
  auto steps = sample_->StepsAt(phase, at.minor);
  if (!steps.ok()) return steps.status();
  unit.steps = *std::move(steps);
  if (at.minor + 1 < *size) unit.next = {Section::kSample, at.major, at.minor + 1};
  return unit;
}

absl::StatusOr<LineageUnit> ReleaseTrace::VisitMembers(const LineageCursor& at) {
  if (at.major >= versions_.size()) return LineageUnit{at, {}, {}};
  if (absl::Status status = Load(at.major); !status.ok()) return status;
  return MemberUnit(members_.has_value() ? &*members_ : nullptr, at,
                    LineageCursor{Section::kMembers, at.major + 1});
}

}  // namespace winnow::loop
