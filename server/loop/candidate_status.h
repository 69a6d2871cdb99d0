// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Where a candidate stands, as the API shows it.
#ifndef WINNOW_SERVER_LOOP_CANDIDATE_STATUS_H_
#define WINNOW_SERVER_LOOP_CANDIDATE_STATUS_H_

#include <string>

#include "server/shard/queue_state.h"
#include "winnow/v1/candidate.pb.h"

namespace winnow::loop {

// All under the shard's mutex.

// The first reason that keeps a candidate out of the frame, launch relevance included.
v1::ExclusionReason ExclusionOf(const shard::QueueState& queue, selection::CandidateNo no);

// The open batch that holds a candidate, or nullptr.
const shard::OpenBatch* OpenBatchOf(const shard::QueueState& queue, selection::CandidateNo no);

// What memory knows: everything but the metadata that only the stored row has. Of the candidate
// itself it fills in the newest signals.
v1::CandidateStatus StatusOf(const shard::QueueState& queue, selection::CandidateNo no);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_CANDIDATE_STATUS_H_
