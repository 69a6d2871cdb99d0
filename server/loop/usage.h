// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Whether a candidate may still be used: consent and retention, checked again at every step after
// the draw (governance.md G2).
#ifndef WINNOW_SERVER_LOOP_USAGE_H_
#define WINNOW_SERVER_LOOP_USAGE_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/shard/queue_state.h"
#include "winnow/v1/error.pb.h"

namespace winnow::loop {

// CANDIDATE_REMOVED, CONSENT_REVOKED, RETENTION_EXPIRED, CONSENT_DISALLOWED, or unspecified when it
// may be used for the purpose of the queue's active policy.
v1::ErrorReason MayBeUsed(shard::QueueState& queue, shard::CandidateNo no, int64_t now_us);

// OVERLOADED while candidates whose consent was revoked are still being taken out of the frame:
// nothing is drawn from it until they are.
absl::Status CheckSwept(const shard::QueueState& queue);

// Where a candidate stands in a batch; nullopt when it is no item of it.
std::optional<uint32_t> PositionOf(const shard::QueueState& queue, const shard::OpenBatch& batch,
                                   absl::string_view candidate_id);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_USAGE_H_
