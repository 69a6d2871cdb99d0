// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What was found about slices steers the next draws: slices that are shown to be worse, by a gate
// or after launch, are marked, and quotas lean there by the policy's `recent_regression_weight`.
#ifndef WINNOW_SERVER_LOOP_RELEASES_SLICE_MARKS_H_
#define WINNOW_SERVER_LOOP_RELEASES_SLICE_MARKS_H_

#include <set>
#include <string>

#include "server/shard/mutation.h"
#include "server/shard/shard_state.h"
#include "winnow/v1/release.pb.h"

namespace winnow::loop {

// By id. A slice without a verdict stays as it is.
struct SliceMarks {
  std::set<std::string> regressed;
  std::set<std::string> passed;
};
// Of a slice that a rollout of the release marks, what was compared before does not say that it
// passed.
SliceMarks MarksOf(const v1::Release& release, const v1::ReleaseVerdict& verdict);
// The slices at risk, where a trigger of the release's plan fired in all traffic, or where it was
// rolled back: then those that the rollout names, if it names any.
SliceMarks MarksOf(const v1::Release& release, const v1::Rollout& rollout);

// Under the shard's mutex: marks and clears the slices that the queue has. True when one changed.
bool ApplyMarks(const SliceMarks& marks, shard::ShardState& state, shard::QueueState& queue,
                storage::WriteSet& writes);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_SLICE_MARKS_H_
