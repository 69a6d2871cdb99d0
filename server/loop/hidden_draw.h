// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What labelers are not told of draws (governance.md G3). Gold and anchor items are in no draw, so
// that each count of what was drawn, or still can be, beside the items that a labeler has would
// tell which of them they are.
#ifndef WINNOW_SERVER_LOOP_HIDDEN_DRAW_H_
#define WINNOW_SERVER_LOOP_HIDDEN_DRAW_H_

#include "server/loop/call.h"
#include "server/shard/queue_state.h"
#include "winnow/v1/batch.pb.h"
#include "winnow/v1/governance_service.pb.h"
#include "winnow/v1/review_service.pb.h"
#include "winnow/v1/slice.pb.h"

namespace winnow::loop {

// Whether the caller is told nothing of the queue's draws: its active policy has control rates, and
// the caller labels and has no other role over it.
bool HidesDraw(const Caller& caller, const shard::QueueState& queue);

// Of the header of a batch: its counts, and its seed, which would tell what was drawn at random.
// For every answer with items under a policy with control rates, whoever asks; those who answer for
// a draw have it from GetBatch.
void LeaveOutDraw(v1::Manifest& manifest);
// Of an answer without items: why, in numbers.
void LeaveOutDraw(v1::RequestBatchResponse& empty);
// Of a queue and of a slice: live counts of what draws take from, which then are `hidden`.
void LeaveOutDraw(v1::QueueStatusResponse& status);
void LeaveOutDraw(v1::Slice& slice);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_HIDDEN_DRAW_H_
