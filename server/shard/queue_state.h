// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// QueueState: everything that a shard keeps in memory about one queue. All of it follows from the
// queue's rows.
#ifndef WINNOW_SERVER_SHARD_QUEUE_STATE_H_
#define WINNOW_SERVER_SHARD_QUEUE_STATE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "server/digest/digest.h"
#include "server/disclosure/publication.h"
#include "server/shard/candidate_columns.h"
#include "server/shard/control_book.h"
#include "server/shard/dispute_book.h"
#include "server/shard/evaluation_book.h"
#include "server/shard/frame.h"
#include "server/shard/frame_shadow.h"
#include "server/shard/label_book.h"
#include "server/shard/lease_book.h"
#include "server/shard/revocation_sweep.h"
#include "server/shard/signal_columns.h"
#include "server/shard/slice_book.h"
#include "server/shard/slice_roster.h"
#include "server/shard/split_groups.h"
#include "server/shard/window_book.h"
#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/ingest_service.pb.h"

namespace winnow::shard {

// Persons that a count must stand for to be shown to callers without access to rows, at least 1
// (governance.md G2).
uint32_t MinCellSubjects(const v1::Queue& queue);

// Guarded by the shard's mutex. Stays at its address.
struct QueueState {
  explicit QueueState(storage::v1::QueueRecord queue_record);
  QueueState(const QueueState&) = delete;
  QueueState& operator=(const QueueState&) = delete;

  uint32_t queue_no() const { return record.queue_no(); }
  bool has_policy() const { return record.has_active_policy(); }
  // `{policy}@{revision}` of the active policy, or empty.
  std::string policy_name() const;
  void RefreshRoster() {
    roster.Refresh({candidates.dictionaries().slices, slices, frame.standings()});
  }

  storage::v1::QueueRecord record;
  CandidateColumns candidates;
  SplitGroups split_groups;
  uint64_t removed_candidates = 0;  // of them, those that are tombstones
  SignalColumns signals;
  SliceBook slices;
  SliceRoster roster;  // as of the last RefreshRoster
  LabelBook labels;
  // Why labels of candidates were given up, the last time.
  absl::flat_hash_map<CandidateNo, v1::RelabelCause> relabels;
  // Newest version of each data set.
  absl::flat_hash_map<std::string, uint32_t> datasets;
  // Ids of the releases that were evaluated on it.
  absl::btree_set<std::string> releases;
  // Candidates whose labels disagree and of whom nobody has decided.
  DisputeBook disputed;
  LeaseBook leases;
  WindowBook windows;
  FrameWatchers watchers;
  EvaluationBook evaluations;
  ControlBook controls;
  // What callers without access to rows are shown; never null.
  std::shared_ptr<const disclosure::Publication> publication =
      std::make_shared<disclosure::Publication>();
  Frame frame;
  RevocationSweep revocation_sweep{candidates, frame};
  FrameShadow shadow{frame};  // under way exactly while the record is activating

  // Records of a writer's stream that were handed in, durable or not.
  absl::flat_hash_map<std::pair<std::string, v1::IngestStream>, uint64_t> writer_offsets;
  BatchNo last_batch = 0;
  digest::Digest last_manifest;  // digest of the newest manifest; zeros before the first
  v1::Manifest last_header;      // header of the newest manifest of this process
  uint64_t next_chunk;           // number of the next signal chunk
  uint64_t backlog_bytes = 0;    // of signal chunks that are not folded
  int64_t last_removal_us = 0;   // when the newest tombstone was made, in microseconds
  // While a fold is under way: candidates whose rows were rewritten since it began.
  bool folding = false;
  absl::flat_hash_set<CandidateNo> rewritten;
};

// From now on `no` is a gold or anchor item, this one. The frame is still to be told.
void SetApart(QueueState& queue, CandidateNo no, v1::ControlItem item);

// Forgets everything about `no` but its id and its arrival. It was not removed before.
void RemoveCandidate(QueueState& queue, CandidateNo no);

// What the history row of a candidate says: what closed batches did to it.
storage::v1::HistoryRecord HistoryOf(const QueueState& queue, CandidateNo no);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_QUEUE_STATE_H_
