// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/training_marks.h"

#include <set>
#include <utility>

#include "server/access/methods.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/resource_name.h"
#include "server/shard/mutate_and_wait.h"

namespace winnow::loop {
namespace {

// Quotas of a queue are for those who answer for its releases.
std::set<std::string> TrainingQueues(Environment& environment, const Caller& caller,
                                     const ReleasePlace& place) {
  std::set<std::string> queues;
  const auto registry = environment.shards.registry().Get();
  for (const std::string& name : place.release.datasets()) {
    const auto ref = ParseDatasetVersionName(name, "datasets");
    if (!ref.ok()) continue;
    const auto known = registry->datasets.find(ref->dataset);
    if (known != registry->datasets.end() &&
        access::MayManageReleases(known->second, caller.grants)) {
      queues.insert(known->second);
    }
  }
  queues.erase(place.queue_id);
  return queues;
}

}  // namespace

absl::Status MarkTrainingQueues(Environment& environment, const ReleasePlace& place,
                                const TrainingMarks& marks) {
  for (const std::string& queue_id : TrainingQueues(environment, marks.caller, place)) {
    const auto shard = ShardOfQueue(environment.shards, queue_id);
    if (!shard.ok()) return shard.status();
    const auto mark = [&](shard::ShardState& state, shard::MutationLog& log) -> absl::Status {
      const auto queue = FindQueue(state, queue_id);
      if (!queue.ok()) return queue.status();
      shard::Mutation mutation;
      if (!ApplyMarks(marks.slices, state, **queue, mutation.writes)) return absl::OkStatus();
      mutation.leaf = {.principal = marks.call.key.principal,
                       .method = marks.call.key.method,
                       .object = marks.object,
                       .decision = "MARKED",
                       .policy = (*queue)->policy_name(),
                       .payload = RequestPayload(marks.call)};
      log.Add(std::move(mutation));
      return absl::OkStatus();
    };
    absl::Status status = shard::MutateAndWait(**shard, mark, marks.priority);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace winnow::loop
