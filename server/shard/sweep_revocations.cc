// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/sweep_revocations.h"

#include "server/shard/mutate_and_wait.h"

namespace winnow::shard {
namespace {

// Candidates that are judged in one go: about a millisecond's.
constexpr size_t kPortion = 1'000;

}  // namespace

void FollowRegistry(ShardState& state, const std::shared_ptr<const RegistrySnapshot>& registry) {
  state.registry = registry;
  for (const auto& [id, queue] : state.queues) {
    queue->frame.SetRegistry(registry, state.now.latest_us());
    queue->revocation_sweep.Begin(registry);
  }
  SweepPortion(state);
}

bool SweepPortion(ShardState& state) {
  size_t left = kPortion;
  for (const auto& [id, queue] : state.queues) {
    left = queue->revocation_sweep.Sweep(left, state.now.latest_us());
    if (queue->revocation_sweep.under_way()) return false;
  }
  return true;
}

absl::Status SweepRevocations(Shard& shard, ops::Clock& clock) {
  bool done = false;
  while (!done) {
    absl::Duration took;
    absl::Status status = MutateAndWait(shard, [&](ShardState& state, MutationLog&) {
      const absl::Duration start = clock.SteadyNow();
      done = SweepPortion(state);
      took = clock.SteadyNow() - start;
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    if (!done) clock.WaitFor(took);
  }
  return absl::OkStatus();
}

}  // namespace winnow::shard
