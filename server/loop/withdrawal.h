// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Withdrawal: items leave open batches although nobody gave them back, because what they are must
// not be used any more: their consent was revoked, they were retired or removed.
#ifndef WINNOW_SERVER_LOOP_WITHDRAWAL_H_
#define WINNOW_SERVER_LOOP_WITHDRAWAL_H_

#include <cstdint>
#include <map>

#include "server/loop/lease_change.h"
#include "server/shard/shard_state.h"

namespace winnow::loop {

// Any number of items of one queue, in one command, which opens no batch meanwhile. The lease stays
// as it is, and its holder finishes the other items. A withdrawn item counts as returned, and its
// attempt does not count. Under the shard's mutex.
class Withdrawal {
 public:
  Withdrawal(shard::ShardState& state, shard::QueueState& queue) : state_(state), queue_(queue) {}

  // Takes `no` out of the open batch that holds it, and judges it anew. False, and nothing changes,
  // when none does.
  bool Withdraw(shard::CandidateNo no);

  // Writes what Withdraw changed; a batch in which no item is open any more is completed. To be
  // called last, once; writes for the same rows that must win come after it.
  void Save(storage::WriteSet& writes);
  // What became of the batches, for the audit log. After Save.
  void Describe(v1::AuditPayload& payload) const;

 private:
  shard::ShardState& state_;
  shard::QueueState& queue_;
  std::map<shard::BatchNo, LeaseChange> changes_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_WITHDRAWAL_H_
