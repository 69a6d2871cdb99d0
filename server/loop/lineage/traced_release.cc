// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/lineage/traced_release.h"

#include <utility>

#include "server/access/methods.h"
#include "server/loop/lineage/lineage_step.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {

absl::StatusOr<std::optional<TracedRelease>> ReadTracedRelease(
    shard::Shards& shards, const shard::RegistrySnapshot& registry, const Caller& caller,
    const std::string& release_id) {
  const auto known = registry.releases.find(release_id);
  if (known == registry.releases.end() || !access::MayReadEvidence(known->second, caller.grants)) {
    return std::optional<TracedRelease>();
  }
  const auto shard = ShardOfQueue(shards, known->second);
  if (!shard.ok()) return shard.status();
  TracedRelease found;
  found.shard = *shard;
  found.queue_id = known->second;
  found.id.release_id = release_id;
  absl::Status status = Peek(**shard, [&](const shard::ShardState& state) {
    const auto queue = FindQueue(state, found.queue_id);
    if (queue.ok()) found.id.queue_no = (*queue)->queue_no();
    return queue.status();
  });
  if (!status.ok()) return status;
  auto record = storage::ReleaseTable::Get((*shard)->engine(), (*shard)->id(), found.id);
  if (!record.ok()) return record.status();
  if (!record->has_value()) return std::optional<TracedRelease>();
  found.release = std::move(*(*record)->mutable_release());
  return std::optional<TracedRelease>(std::move(found));
}

absl::StatusOr<LineageUnit> VisitVerdict(const TracedRelease& release, const LineageCursor& at) {
  LineageUnit unit{at, {}, {}};
  const auto number = static_cast<uint32_t>(at.minor);
  const auto record = storage::VerdictTable::Get(release.shard->engine(), release.shard->id(),
                                                 {release.id, number});
  if (!record.ok()) return record.status();
  if (record->has_value()) {
    unit.steps.push_back(VerdictStep(VerdictName(release.id.release_id, number),
                                     (*record)->verdict(), release.release.name()));
    unit.next = {at.section, at.major, at.minor + 1, at.id};
  } else {
    unit.next = {LineageSection::kRollouts, 0, 0, at.id};
  }
  return unit;
}

LineageUnit VisitRollouts(const TracedRelease& release, const LineageCursor& at,
                          std::optional<LineageCursor> next) {
  LineageUnit unit{at, {}, std::move(next)};
  for (const v1::Rollout& rollout : release.release.rollouts())
    unit.steps.push_back(RolloutStep(rollout, release.release.name()));
  return unit;
}

}  // namespace winnow::loop
