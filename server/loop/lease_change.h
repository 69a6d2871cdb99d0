// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What happens to a leased batch: items are finished or go back, the lease is renewed or closed.
// Each function changes the state in memory; the rows that have to be written for it are added to a
// WriteSet.
#ifndef WINNOW_SERVER_LOOP_LEASE_CHANGE_H_
#define WINNOW_SERVER_LOOP_LEASE_CHANGE_H_

#include <cstdint>
#include <string>

#include "server/loop/environment.h"
#include "server/shard/lease_book.h"
#include "server/shard/mutation.h"
#include "server/shard/shard_state.h"
#include "winnow/v1/audit_payload.pb.h"
#include "winnow/v1/batch.pb.h"

namespace winnow::loop {

// A change of one open batch, under the shard's mutex.
class LeaseChange {
 public:
  LeaseChange(shard::ShardState& state, shard::QueueState& queue, shard::OpenBatch& batch)
      : state_(state), queue_(queue), batch_(batch) {}

  enum class Attempt { kCounts, kDoesNotCount };
  struct GiveBackOutcome {
    uint32_t items = 0;
    uint32_t dead_lettered = 0;
  };

  // The item at `position`, which is open, got a label and needs more.
  void NoteLabel(uint32_t position);
  // The item at `position`, which is open, has its labels.
  void FinishItem(uint32_t position);
  // The open item at `position` goes back to the queue as RETURNED or EXPIRED. An attempt counts
  // where the lease brought the item no label. True when it is dead-lettered now.
  bool GiveBackItem(uint32_t position, v1::ItemState as, Attempt attempt);
  // All open items go back.
  GiveBackOutcome GiveBackAll(v1::ItemState as, Attempt attempt);
  // The lease gets a new term from now on.
  void Renew(absl::Duration term);

  // Writes the lease as it stands. With `closed` the batch leaves the lease book in that state; so
  // it does as COMPLETED when no item is open. To be called last, once.
  v1::Batch Save(v1::BatchState closed);

  storage::WriteSet& writes() { return writes_; }
  // What became of the batch, for the audit log. After Save.
  const v1::LeaseChanged& changed() const { return changed_; }

 private:
  shard::ShardState& state_;
  shard::QueueState& queue_;
  shard::OpenBatch& batch_;
  storage::WriteSet writes_;
  v1::LeaseChanged changed_;
};

// Ends the leases of a queue whose time has come, each by a mutation of its own. Before every
// command that looks at leases.
void ExpireDue(shard::ShardState& state, shard::QueueState& queue, shard::MutationLog& log,
               ops::LeaseMetrics& metrics);

// A batch as it is shown, from the record of its lease.
v1::Batch BatchOf(const std::string& name, const storage::v1::LeaseRecord& record);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LEASE_CHANGE_H_
