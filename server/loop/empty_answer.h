// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Why an answer to RequestBatch has no items (api.md P2).
#ifndef WINNOW_SERVER_LOOP_EMPTY_ANSWER_H_
#define WINNOW_SERVER_LOOP_EMPTY_ANSWER_H_

#include <cstdint>
#include <vector>

#include "server/loop/draw_input.h"
#include "server/loop/environment.h"
#include "server/shard/shard_state.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop {

// Where the draw came out empty.
struct EmptyDraw {
  Environment& environment;
  const shard::ShardState& state;
  const shard::QueueState& queue;
  const DrawInput& input;
  const std::vector<selection::SliceNo>& slices;  // that the request means
  const shard::ExclusionCounts& counts;           // of these slices
  uint64_t room = 0;                              // items that capacity left
};

// Fills in reason, counts and the time after which another call may get items.
void ExplainEmpty(const EmptyDraw& draw, v1::RequestBatchResponse& response);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EMPTY_ANSWER_H_
