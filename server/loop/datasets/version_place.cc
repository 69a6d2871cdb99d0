// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/datasets/version_place.h"

#include <utility>

#include "server/access/methods.h"
#include "server/loop/error.h"
#include "server/loop/export_consent.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {

absl::Status DatasetUnknown() {
  return Unknown(v1::ERROR_REASON_DATASET_UNKNOWN,
                 "No such version of a data set. ListDatasetVersions names those of a queue.");
}

absl::StatusOr<storage::v1::DatasetPageRecord> VersionPlace::ReadPage(uint32_t page) const {
  auto found = storage::DatasetPageTable::Get(shard->engine(), shard->id(), {id, page});
  if (!found.ok()) return found.status();
  if (!found->has_value() || (*found)->members_size() != (*found)->arrivals_size())
    return absl::DataLossError("members of a data set are missing; restore the newest backup");
  return **std::move(found);
}

absl::StatusOr<std::vector<bool>> VersionPlace::MayServe(
    const storage::v1::DatasetPageRecord& page) const {
  std::vector<bool> may_serve;
  absl::Status status = Peek(*shard, [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, queue_id);
    if (!queue.ok()) return queue.status();
    PurposeCheck check({**queue, *state.registry, state.now.latest_us()},
                       record.version().purpose());
    for (const uint64_t arrival : page.arrivals())
      may_serve.push_back(check.Allows(static_cast<shard::CandidateNo>(arrival)));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return may_serve;
}

absl::StatusOr<VersionPlace> FindVersion(shard::Shards& shards, const Caller& caller,
                                         absl::string_view name, absl::string_view field) {
  const auto ref = ParseDatasetVersionName(name, field);
  if (!ref.ok()) return ref.status();
  const auto registry = shards.registry().Get();
  const auto known = registry->datasets.find(ref->dataset);
  if (known == registry->datasets.end() || !access::MayReadEvidence(known->second, caller.grants)) {
    return DatasetUnknown();
  }
  const auto shard = ShardOfQueue(shards, known->second);
  if (!shard.ok()) return shard.status();
  VersionPlace place{*shard, known->second, {0, ref->dataset, ref->version}, {}};
  absl::Status status = Peek(**shard, [&](const shard::ShardState& state) {
    const auto queue = FindQueue(state, place.queue_id);
    if (queue.ok()) place.id.queue_no = (*queue)->queue_no();
    return queue.status();
  });
  if (!status.ok()) return status;
  auto record =
      storage::DatasetVersionTable::Get(place.shard->engine(), place.shard->id(), place.id);
  if (!record.ok()) return record.status();
  if (!record->has_value()) return DatasetUnknown();
  place.record = **std::move(record);
  return place;
}

}  // namespace winnow::loop
