// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/age_anchor.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/shard/active_policy.h"
#include "storage/tables/registry_table.h"

namespace winnow::shard {
namespace {

bool IsDue(const QueueState& queue, int64_t now_us) {
  const selection::CompiledPolicy* policy = queue.frame.policy();
  return policy != nullptr && policy->age_boost_per_day > 0 && !queue.record.has_activating() &&
         now_us - queue.record.age_anchor_us() > absl::ToInt64Microseconds(kAgeAnchorLife);
}

Mutation BuildMutation(const QueueState& queue, storage::ShardId shard) {
  Mutation mutation;
  storage::QueueTable::Put(shard, queue.record.queue_id(), queue.record, &mutation.writes);
  mutation.leaf = {.method = "MoveAgeAnchor",
                   .object = absl::StrCat("queues/", queue.record.queue_id()),
                   .decision = "ACTIVATING",
                   .policy = queue.policy_name()};
  return mutation;
}

}  // namespace

void MoveAgeAnchors(ShardState& state, MutationLog& log) {
  for (const auto& [id, queue] : state.queues) {
    if (!IsDue(*queue, state.now.expected_us())) continue;
    storage::v1::Activation next;
    *next.mutable_policy() = queue->record.active_policy();
    if (queue->record.queue().has_release_under_test())
      *next.mutable_release_under_test() = queue->record.queue().release_under_test();
    next.set_age_anchor_us(state.now.expected_us());
    *queue->record.mutable_activating() = std::move(next);
    auto policy = CompileActivating(queue->record);
    if (!policy.ok()) {
      // It is active, so it fits; if not, the queue serves on as it is.
      queue->record.clear_activating();
      continue;
    }
    queue->shadow.Begin(*std::move(policy));
    log.Add(BuildMutation(*queue, state.shard));
  }
}

}  // namespace winnow::shard
