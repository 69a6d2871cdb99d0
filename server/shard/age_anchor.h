// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SHARD_AGE_ANCHOR_H_
#define WINNOW_SERVER_SHARD_AGE_ANCHOR_H_

#include "absl/time/time.h"
#include "server/shard/mutation.h"
#include "server/shard/shard_state.h"

namespace winnow::shard {

// How old the moment may be that the age boost of a queue counts from (selection::AgeTerm). Score
// buckets tell apart what arrived up to two weeks before and after it.
inline constexpr absl::Duration kAgeAnchorLife = absl::Hours(7 * 24);

// Under the shard's mutex: begins to score the queues whose age anchor is too old under the same
// policy with an anchor of now, beside the frame in force. The order of candidates stays what it
// was. BuildShadows goes on with it, also after a restart.
void MoveAgeAnchors(ShardState& state, MutationLog& log);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_AGE_ANCHOR_H_
