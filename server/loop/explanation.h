// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Why a candidate is where it is: eligibility, score, rank, and what the next draw would do with
// it.
#ifndef WINNOW_SERVER_LOOP_EXPLANATION_H_
#define WINNOW_SERVER_LOOP_EXPLANATION_H_

#include <cstdint>

#include "server/shard/queue_state.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop {

// Under the shard's mutex, at `now_us`. Costs a draw and a bounded scan (selection/rank.h),
// whatever the number of candidates.
v1::ExplainCandidateResponse Explain(shard::QueueState& queue, selection::CandidateNo no,
                                     int64_t now_us);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EXPLANATION_H_
