// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a revocation does to open batches (governance.md G2): their items are withdrawn.
#ifndef WINNOW_SERVER_LOOP_WITHDRAW_REVOKED_H_
#define WINNOW_SERVER_LOOP_WITHDRAW_REVOKED_H_

#include <cstdint>

#include "absl/status/status.h"
#include "server/shard/shard.h"

namespace winnow::loop {

// Number of the revocation that concerns a candidate as it is now, the lower of two; 0 when none
// does.
uint64_t RevocationOf(const shard::RegistrySnapshot& registry, const shard::QueueState& queue,
                      shard::CandidateNo no);

// Takes every item whose consent was revoked out of the open batches of a shard, some thousand
// items at a time. They could not be used before that either. Costs nothing when it was done since
// the last revocation; what a crash left undone the next call does. Blocks. Errors: those of
// Shard::Mutate, after which a later call goes on.
absl::Status WithdrawRevoked(shard::Shard& shard);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_WITHDRAW_REVOKED_H_
