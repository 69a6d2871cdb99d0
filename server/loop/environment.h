// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Environment: what every verb of the loop works on.
#ifndef WINNOW_SERVER_LOOP_ENVIRONMENT_H_
#define WINNOW_SERVER_LOOP_ENVIRONMENT_H_

#include <cstddef>

#include "server/loop/checkpoint_signer.h"
#include "server/ops/clock.h"
#include "server/ops/entropy.h"
#include "server/ops/metrics.h"
#include "server/selection/executor.h"
#include "server/shard/shards.h"

namespace winnow::loop {

// Bounds that the configuration sets.
struct Limits {
  // Signals that are not yet folded into candidates, per queue; beyond it pushes are refused and
  // chunks answer with push-back.
  size_t signal_backlog_bytes = size_t{1} << 30;
  // Largest answer that can be sent; a batch that does not fit is refused before it is leased.
  size_t answer_bytes = size_t{4} << 20;
  // Largest queue that a policy is simulated on, in candidates: each takes about 110 bytes and
  // 3 microseconds.
  size_t simulated_candidates = 2'000'000;
  // Candidates that one mutation removes.
  size_t removal_portion = 256;
};

// Runs draws on the threads of their callers.
inline selection::Executor& InlineDraws() {
  static selection::InlineExecutor executor;
  return executor;
}

// Lives longer than the loop. Everything in it is thread-safe.
struct Environment {
  shard::Shards& shards;
  ops::Clock& clock;
  ops::Entropy& entropy;
  ops::Metrics& metrics;
  Limits limits;
  // Where draws run the parts of their work that do not depend on each other.
  selection::Executor& executor = InlineDraws();
  // Null: checkpoints of the audit log are not signed.
  CheckpointSigner* signer = nullptr;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_ENVIRONMENT_H_
