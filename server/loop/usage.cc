// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/usage.h"

#include "server/loop/error.h"
#include "server/selection/stable_hash.h"

namespace winnow::loop {

v1::ErrorReason MayBeUsed(shard::QueueState& queue, shard::CandidateNo no, int64_t now_us) {
  if (shard::IsGone(queue.candidates.row(no))) return v1::ERROR_REASON_CANDIDATE_REMOVED;
  bool disallowed = false;
  for (const v1::ExclusionReason reason : queue.frame.AllExclusions(no, now_us)) {
    if (reason == v1::EXCLUSION_REASON_CONSENT_REVOKED) return v1::ERROR_REASON_CONSENT_REVOKED;
    disallowed |= reason == v1::EXCLUSION_REASON_CONSENT_DISALLOWED;
  }
  if (queue.candidates.row(no).retain_until_us <= now_us) return v1::ERROR_REASON_RETENTION_EXPIRED;
  return disallowed ? v1::ERROR_REASON_CONSENT_DISALLOWED : v1::ERROR_REASON_UNSPECIFIED;
}

absl::Status CheckSwept(const shard::QueueState& queue) {
  if (!queue.revocation_sweep.under_way()) return absl::OkStatus();
  return Overloaded(absl::Seconds(1),
                    "Candidates whose consent was revoked are being taken out of the queue. Call "
                    "again with the same request id.");
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
