// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/queue_state.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/selection/stable_hash.h"

namespace winnow::shard {

QueueState::QueueState(storage::v1::QueueRecord queue_record)
    : record(std::move(queue_record)),
      frame({&candidates, &signals, &slices, &labels, &evaluations, &watchers},
            selection::StaticIdHash(record.queue_id())),
      next_chunk(record.applied_chunk() + 1) {
  candidates.SetAttributes(record.queue().attributes());
}

std::string QueueState::policy_name() const {
  if (!has_policy()) return "";
  return absl::StrCat(record.active_policy().policy_id(), "@", record.active_policy().revision());
}

storage::v1::HistoryRecord HistoryOf(const QueueState& queue, CandidateNo no) {
  const CandidateRow& row = queue.candidates.row(no);
  storage::v1::HistoryRecord history;
  history.set_attempts(row.attempts);
  history.set_last_batch(row.last_batch);
  history.set_dead_lettered(row.dead_lettered);
  if (const auto relabel = queue.relabels.find(no); relabel != queue.relabels.end())
    history.set_relabel_cause(relabel->second);
  return history;
}

uint32_t MinCellSubjects(const v1::Queue& queue) {
  constexpr uint32_t kDefault = 11;
  return queue.min_cell_subjects() == 0 ? kDefault : queue.min_cell_subjects();
}

void SetApart(QueueState& queue, CandidateNo no, v1::ControlItem item) {
  queue.controls.Set(no, std::move(item));
  queue.candidates.row(no).control = true;
}

void RemoveCandidate(QueueState& queue, CandidateNo no) {
  queue.candidates.Replace(no, v1::Candidate());
  CandidateRow& row = queue.candidates.row(no);
  row.last_batch = 0;
  row.attempts = 0;
  row.ingest_us = 0;
  row.dead_lettered = row.retired = row.removing = row.control = false;
  row.removed = true;
  queue.controls.Remove(no);
  ++queue.removed_candidates;
}

}  // namespace winnow::shard
