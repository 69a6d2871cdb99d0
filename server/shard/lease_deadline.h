// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// When a lease ends: after its full term, but never past the retention of an item (storage.md E4).
#ifndef WINNOW_SERVER_SHARD_LEASE_DEADLINE_H_
#define WINNOW_SERVER_SHARD_LEASE_DEADLINE_H_

#include <algorithm>

#include "absl/time/time.h"
#include "server/shard/candidate_columns.h"
#include "server/shard/lease_book.h"
#include "server/shard/shard_state.h"

namespace winnow::shard {

// The deadline on the steady clock of a term that begins at `now`.
inline absl::Duration LeaseDeadline(const OpenBatch& batch, const CandidateColumns& candidates,
                                    const Moment& now) {
  absl::Duration left = absl::Microseconds(batch.record.term_us());
  for (size_t i = 0; i < batch.candidates.size(); ++i) {
    if (batch.record.item_states()[i] != v1::ITEM_STATE_OPEN) continue;
    const int64_t retain_us = candidates.row(batch.candidates[i]).retain_until_us;
    left = std::min(left, absl::Microseconds(retain_us - now.expected_us()));
  }
  return now.steady + std::max(left, absl::ZeroDuration());
}

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_LEASE_DEADLINE_H_
