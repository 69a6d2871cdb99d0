// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/candidate_status.h"

#include "server/loop/proto_time.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {
v1::ExclusionReason ExclusionOf(const shard::QueueState& queue, selection::CandidateNo no) {
  const shard::CandidateRow& row = queue.candidates.row(no);
  const auto exclusion = static_cast<v1::ExclusionReason>(queue.frame.standings().at(no).exclusion);
  const bool relevant = queue.slices.Get(row.slice).launch_weight() > 0;
  // Of the reasons that come before it in the order of S3, two have later numbers.
  const bool earlier = (exclusion != v1::EXCLUSION_REASON_UNSPECIFIED &&
                        exclusion < v1::EXCLUSION_REASON_NO_LAUNCH_RELEVANCE) ||
                       exclusion == v1::EXCLUSION_REASON_RUBRIC_UNKNOWN ||
                       exclusion == v1::EXCLUSION_REASON_CONTROL_ITEM;
  return relevant || earlier ? exclusion : v1::EXCLUSION_REASON_NO_LAUNCH_RELEVANCE;
}

const shard::OpenBatch* OpenBatchOf(const shard::QueueState& queue, selection::CandidateNo no) {
  const uint32_t lease = queue.candidates.row(no).lease;
  return lease == 0 ? nullptr : &queue.leases.at(lease - 1);
}

v1::CandidateStatus StatusOf(const shard::QueueState& queue, selection::CandidateNo no) {
  const shard::CandidateRow& row = queue.candidates.row(no);
  v1::CandidateStatus status;
  queue.signals.Write(no, status.mutable_candidate()->mutable_signals());
  status.set_exclusion(ExclusionOf(queue, no));
  for (int bit = 0; bit < 8; ++bit) {
    if ((row.quarantine >> bit & 1) != 0) {
      status.add_quarantine_reasons(static_cast<v1::QuarantineReason>(bit + 1));
    }
  }
  if (const shard::OpenBatch* batch = OpenBatchOf(queue, no)) {
    status.set_batch(BatchName(queue.record.queue_id(), batch->batch_no));
  }
  status.set_labels(queue.labels.Count(no));
  status.set_attempts(row.attempts);
  *status.mutable_ingest_time() = TimestampFromMicros(row.ingest_us);
  return status;
}

}  // namespace winnow::loop
