// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/lineage/memberships.h"

#include <algorithm>

#include "server/loop/resource_name.h"

namespace winnow::loop {

absl::StatusOr<std::optional<v1::DatasetMember>> FindMember(const VersionPlace& place,
                                                            uint64_t arrival) {
  uint32_t low = 0;
  uint32_t high = place.record.pages();
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    auto page = place.ReadPage(middle);
    if (!page.ok()) return page.status();
    const auto& arrivals = page->arrivals();
    if (arrivals.empty()) return absl::DataLossError("a page of a data set is empty");
    if (arrival < arrivals.Get(0)) {
      high = middle;
    } else if (arrival > arrivals.Get(arrivals.size() - 1)) {
      low = middle + 1;
    } else {
      const auto found = std::lower_bound(arrivals.begin(), arrivals.end(), arrival);
      if (*found != arrival) return std::optional<v1::DatasetMember>();
      const auto place_of_it = static_cast<int>(found - arrivals.begin());
      return std::optional<v1::DatasetMember>(std::move(*page->mutable_members(place_of_it)));
    }
  }
  return std::optional<v1::DatasetMember>();
}

absl::StatusOr<std::optional<v1::Manifest>> Memberships::PhaseOf(uint64_t evaluation) {
  using Table = storage::EvaluationSampleTable;
  const storage::QueueRowId id{candidate_.queue_no, evaluation};
  const storage::KeyRange range{
      Table::Key(shard_.id(), {id, 0}),
      Table::Key(shard_.id(), {{candidate_.queue_no, evaluation + 1}, 0})};
  std::optional<v1::Manifest> phase;
  const absl::Status found = absl::CancelledError("the phase is found");
  absl::Status status = Table::ScanRange(
      shard_.engine(), shard_.id(), range,
      [&](const storage::EvaluationPartId&, storage::v1::BatchRecord& record) {
        const auto& arrivals = record.arrivals();
        if (std::find(arrivals.begin(), arrivals.end(), candidate_.number) == arrivals.end())
          return absl::OkStatus();
        phase = std::move(*record.mutable_manifest());
        return found;
      });
  if (!status.ok() && status != found) return status;
  known_[EvaluationName(queue_id_, evaluation)] = phase.has_value();
  return phase;
}

absl::StatusOr<bool> Memberships::IsSampled(const std::string& evaluation) {
  const auto known = known_.find(evaluation);
  if (known != known_.end()) return known->second;
  const auto ref = ParseEvaluationName(evaluation, "evaluation");
  if (!ref.ok() || ref->queue != queue_id_) return false;
  const auto phase = PhaseOf(ref->number);
  if (!phase.ok()) return phase.status();
  return phase->has_value();
}

absl::StatusOr<bool> Memberships::IsMember(const shard::RegistrySnapshot& registry,
                                           const std::string& version) {
  const auto known = known_.find(version);
  if (known != known_.end()) return known->second;
  const auto ref = ParseDatasetVersionName(version, "dataset");
  if (!ref.ok()) return false;
  const auto queue = registry.datasets.find(ref->dataset);
  if (queue == registry.datasets.end() || queue->second != queue_id_) return false;
  VersionPlace place{&shard_, queue_id_, {candidate_.queue_no, ref->dataset, ref->version}, {}};
  auto record = storage::DatasetVersionTable::Get(shard_.engine(), shard_.id(), place.id);
  if (!record.ok()) return record.status();
  bool& holds = known_[version];
  if (!record->has_value()) return holds;
  place.record = **std::move(record);
  const auto member = FindMember(place, candidate_.number);
  if (!member.ok()) return member.status();
  return holds = member->has_value();
}

}  // namespace winnow::loop
