// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/lease_change.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "server/loop/proto_time.h"
#include "server/loop/resource_name.h"
#include "server/shard/lease_deadline.h"
#include "server/shard/tables.h"

namespace winnow::loop {

void LeaseChange::NoteLabel(uint32_t position) {
  std::string& labeled = *batch_.record.mutable_labeled();
  labeled.resize(batch_.candidates.size(), 0);
  labeled[position] = 1;
}

void LeaseChange::FinishItem(uint32_t position) {
  const shard::CandidateNo no = batch_.candidates[position];
  queue_.leases.FinishItem(batch_, position, v1::ITEM_STATE_DONE);
  changed_.add_ended_items(position);
  queue_.candidates.row(no).lease = 0;
  queue_.frame.Update(no, state_.now.latest_us());
}

bool LeaseChange::GiveBackItem(uint32_t position, v1::ItemState as, Attempt attempt) {
  const shard::CandidateNo no = batch_.candidates[position];
  queue_.leases.FinishItem(batch_, position, as);
  changed_.add_ended_items(position);
  shard::CandidateRow& row = queue_.candidates.row(no);
  row.lease = 0;
  const std::string& labeled = batch_.record.labeled();
  const bool in_vain = labeled.empty() || labeled[position] == 0;
  // A control item is nobody's fault: it is served again and again.
  if (attempt == Attempt::kCounts && in_vain && !row.control) {
    if (row.attempts < std::numeric_limits<uint8_t>::max()) ++row.attempts;
    row.dead_lettered = row.attempts >= queue_.frame.policy()->lease.max_attempts;
  }
  storage::HistoryTable::Put(state_.shard, {queue_.queue_no(), no}, shard::HistoryOf(queue_, no),
                             &writes_);
  queue_.frame.Update(no, state_.now.latest_us());
  return row.dead_lettered;
}

LeaseChange::GiveBackOutcome LeaseChange::GiveBackAll(v1::ItemState as, Attempt attempt) {
  GiveBackOutcome outcome;
  for (uint32_t position = 0; position < batch_.candidates.size(); ++position) {
    if (batch_.record.item_states()[position] != v1::ITEM_STATE_OPEN) continue;
    ++outcome.items;
    outcome.dead_lettered += GiveBackItem(position, as, attempt);
  }
  return outcome;
}

void LeaseChange::Renew(absl::Duration term) {
  batch_.record.set_term_us(absl::ToInt64Microseconds(term));
  const absl::Duration deadline = shard::LeaseDeadline(batch_, queue_.candidates, state_.now);
  queue_.leases.SetDeadline(batch_, deadline);
  *batch_.record.mutable_expire_time() =
      ToTimestamp(state_.now.wall + (deadline - state_.now.steady));
  *changed_.mutable_expire_time() = batch_.record.expire_time();
}

v1::Batch LeaseChange::Save(v1::BatchState closed) {
  if (closed == v1::BATCH_STATE_UNSPECIFIED && batch_.open_items == 0)
    closed = v1::BATCH_STATE_COMPLETED;
  const bool closes = closed != v1::BATCH_STATE_UNSPECIFIED;
  if (closes) {
    batch_.record.set_state(closed);
    *batch_.record.mutable_close_time() = ToTimestamp(state_.now.wall);
    batch_.record.clear_arrivals();
    batch_.record.clear_rubrics();
    batch_.record.clear_labeled();
  }
  storage::LeaseTable::Put(state_.shard, {queue_.queue_no(), batch_.batch_no}, batch_.record,
                           &writes_);
  v1::Batch view = BatchOf(BatchName(queue_.record.queue_id(), batch_.batch_no), batch_.record);
  changed_.set_batch(view.name());
  changed_.set_closed(closed);
  if (closes) queue_.leases.Close(batch_);
  return view;
}

void ExpireDue(shard::ShardState& state, shard::QueueState& queue, shard::MutationLog& log,
               ops::LeaseMetrics& metrics) {
  for (auto next = queue.leases.Next(); next.has_value() && next->first <= state.now.steady;
       next = queue.leases.Next()) {
    LeaseChange change(state, queue, *queue.leases.Find(next->second));
    const auto outcome = change.GiveBackAll(v1::ITEM_STATE_EXPIRED, LeaseChange::Attempt::kCounts);
    const v1::Batch batch = change.Save(v1::BATCH_STATE_EXPIRED);
    v1::AuditPayload payload;
    *payload.add_leases() = change.changed();
    log.Add({.writes = std::move(change.writes()),
             .leaf = {.method = "ExpireLeases",
                      .object = batch.name(),
                      .decision = "EXPIRED",
                      .policy = queue.policy_name(),
                      .payload = std::move(payload)}});
    metrics.CountEvents("expired", 1);
    metrics.CountEvents("item_expired", outcome.items);
    metrics.CountEvents("item_dead_lettered", outcome.dead_lettered);
  }
}

v1::Batch BatchOf(const std::string& name, const storage::v1::LeaseRecord& record) {
  v1::Batch batch;
  batch.set_name(name);
  batch.set_state(record.state());
  batch.set_labeler(record.labeler());
  *batch.mutable_create_time() = record.create_time();
  *batch.mutable_expire_time() = record.expire_time();
  batch.set_items(record.item_states().size());
  for (const char state : record.item_states()) {
    if (state == v1::ITEM_STATE_OPEN) batch.set_open_items(batch.open_items() + 1);
    if (state == v1::ITEM_STATE_DONE) batch.set_done_items(batch.done_items() + 1);
  }
  return batch;
}

}  // namespace winnow::loop
