// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/withdrawal.h"

#include <utility>

namespace winnow::loop {

bool Withdrawal::Withdraw(shard::CandidateNo no) {
  const uint32_t lease = queue_.candidates.row(no).lease;
  if (lease == 0) return false;
  shard::OpenBatch& batch = queue_.leases.at(lease - 1);
  const auto change = changes_.try_emplace(batch.batch_no, state_, queue_, batch).first;
  change->second.GiveBackItem(batch.positions.at(no), v1::ITEM_STATE_RETURNED,
                              LeaseChange::Attempt::kDoesNotCount);
  return true;
}

void Withdrawal::Save(storage::WriteSet& writes) {
  for (auto& [batch_no, change] : changes_) {
    change.Save(v1::BATCH_STATE_UNSPECIFIED);
    writes.Merge(std::move(change.writes()));
  }
}

void Withdrawal::Describe(v1::AuditPayload& payload) const {
  for (const auto& [batch_no, change] : changes_) *payload.add_leases() = change.changed();
}

}  // namespace winnow::loop
