// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/usage.h"

#include "server/selection/stable_hash.h"

namespace winnow::loop {

v1::ErrorReason MayBeUsed(shard::QueueState& queue, shard::CandidateNo no, int64_t now_us) {
  if (shard::IsGone(queue.candidates.row(no))) return v1::ERROR_REASON_CANDIDATE_REMOVED;
  if (queue.candidates.row(no).retain_until_us <= now_us) return v1::ERROR_REASON_RETENTION_EXPIRED;
  for (const v1::ExclusionReason reason : queue.frame.AllExclusions(no, now_us)) {
    if (reason == v1::EXCLUSION_REASON_CONSENT_DISALLOWED ||
        reason == v1::EXCLUSION_REASON_CONSENT_REVOKED) {
      return v1::ERROR_REASON_CONSENT_DISALLOWED;
    }
  }
  return v1::ERROR_REASON_UNSPECIFIED;
}

std::optional<uint32_t> PositionOf(const shard::QueueState& queue, const shard::OpenBatch& batch,
                                   absl::string_view candidate_id) {
  const auto no = queue.candidates.Find(candidate_id, selection::StaticIdHash(candidate_id));
  if (!no.has_value()) return std::nullopt;
  const auto it = batch.positions.find(*no);
  if (it == batch.positions.end()) return std::nullopt;
  return it->second;
}

}  // namespace winnow::loop
