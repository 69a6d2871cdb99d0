// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The activation of a policy on a queue that is too large to be scored at one go (selection.md
// S2.4).
#ifndef WINNOW_SERVER_SHARD_SHADOW_BUILD_H_
#define WINNOW_SERVER_SHARD_SHADOW_BUILD_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/ops/clock.h"
#include "server/shard/shard.h"

namespace winnow::shard {

struct ShadowBuildOptions {
  // Candidates that are judged in one go, under the shard's mutex: about a millisecond's.
  size_t portion = 1'000;
  // Portions of one call, so that whoever wants to stop never waits for long.
  size_t portions = 256;
};

// Goes on with the activations that are under way on the queues of a shard, and completes those
// whose candidates are all judged: the queue's record is stored with its new policy and index
// epoch, and draws follow it from then on. Rests between two portions as long as the one before
// took, so that commands get their turn. Returns the number of activations that are still under
// way. Blocks; one call at a time per shard. Errors: those of Shard::Mutate, after which a later
// call goes on.
absl::StatusOr<size_t> BuildShadows(Shard& shard, ops::Clock& clock,
                                    const ShadowBuildOptions& options);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_SHADOW_BUILD_H_
