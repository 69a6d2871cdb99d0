// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/shadow_build.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/shard/active_policy.h"
#include "server/shard/age_anchor.h"
#include "server/shard/mutate_and_wait.h"
#include "storage/tables/registry_table.h"

namespace winnow::shard {
namespace {

// The first queue with a shadow under way, or nullptr.
QueueState* NextQueue(const ShardState& state) {
  for (const auto& [id, queue] : state.queues) {
    if (queue->shadow.under_way()) return queue.get();
  }
  return nullptr;
}

Mutation ActivationOf(const QueueState& queue, storage::ShardId shard) {
  Mutation mutation;
  storage::QueueTable::Put(shard, queue.record.queue_id(), queue.record, &mutation.writes);
  mutation.leaf = {.method = "ActivatePolicyRevision",
                   .object = absl::StrCat("queues/", queue.record.queue_id()),
                   .decision = "ACTIVATED",
                   .policy = queue.policy_name()};
  return mutation;
}

}  // namespace

absl::StatusOr<size_t> BuildShadows(Shard& shard, ops::Clock& clock,
                                    const ShadowBuildOptions& options) {
  size_t under_way = 0;
  for (size_t portion = 0; portion < options.portions; ++portion) {
    // Destroyed outside the mutex.
    std::vector<std::unique_ptr<Frame>> retired;
    absl::Duration took;
    absl::Status status = MutateAndWait(shard, [&](ShardState& state, MutationLog& log) {
      const absl::Duration start = clock.SteadyNow();
      if (portion == 0) MoveAgeAnchors(state, log);
      if (QueueState* queue = NextQueue(state)) {
        const int64_t now_us = state.now.latest_us();
        if (queue->shadow.Build(options.portion, now_us)) {
          queue->shadow.Adopt(now_us);
          CompleteActivation(&queue->record);
          queue->record.set_version(queue->record.version() + 1);
          log.Add(ActivationOf(*queue, state.shard));
        }
      }
      under_way = 0;
      for (const auto& [id, queue] : state.queues) {
        under_way += queue->shadow.under_way();
        for (auto& frame : queue->shadow.TakeRetired()) retired.push_back(std::move(frame));
      }
      took = clock.SteadyNow() - start;
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    if (under_way == 0) break;
    clock.WaitFor(took);
  }
  return under_way;
}

}  // namespace winnow::shard
