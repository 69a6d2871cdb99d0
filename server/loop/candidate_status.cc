// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/candidate_status.h"

#include <vector>

#include "server/loop/draw_input.h"
#include "server/loop/proto_time.h"
#include "server/loop/resource_name.h"
#include "server/selection/score.h"
#include "server/selection/slice_weight.h"

namespace winnow::loop {
namespace {

void AddTerms(const std::vector<selection::ScorePart>& parts,
              google::protobuf::RepeatedPtrField<v1::ScoreTerm>* terms) {
  for (const selection::ScorePart& part : parts) {
    v1::ScoreTerm& term = *terms->Add();
    term.set_name(std::string(part.name));
    term.set_micros(part.micros);
    term.set_missing(part.missing);
  }
}

// Candidates of the cell of a candidate that the index contains.
uint64_t CellSize(const selection::CellIndex& index, selection::CandidateNo no) {
  const selection::Member& member = index.At(no);
  const selection::Bucket& bucket = index.Cells(member.slice).At(index.buckets().Of(member.score));
  const size_t first = bucket.CellOf(member.id_hash) * bucket.PartsPerCell();
  uint64_t size = 0;
  for (size_t part = first; part < first + bucket.PartsPerCell(); ++part) {
    size += bucket.PartMembers(part).size();
  }
  return size;
}

}  // namespace

v1::ExclusionReason ExclusionOf(const shard::QueueState& queue, selection::CandidateNo no) {
  const shard::CandidateRow& row = queue.candidates.row(no);
  const auto exclusion = static_cast<v1::ExclusionReason>(queue.frame.standings().at(no).exclusion);
  const bool relevant = queue.slices.Get(row.slice).launch_weight() > 0;
  const bool earlier = exclusion != v1::EXCLUSION_REASON_UNSPECIFIED &&
                       exclusion < v1::EXCLUSION_REASON_NO_LAUNCH_RELEVANCE;
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

v1::ExplainCandidateResponse Explain(shard::QueueState& queue, selection::CandidateNo no,
                                     int64_t now_us) {
  const shard::CandidateRow& row = queue.candidates.row(no);
  v1::ExplainCandidateResponse response;
  response.set_candidate_id(std::string(queue.candidates.id(no)));
  response.set_slice(queue.candidates.dictionaries().slices.Text(row.slice));
  response.set_exclusion(ExclusionOf(queue, no));
  if (const shard::OpenBatch* batch = OpenBatchOf(queue, no)) {
    response.set_batch(BatchName(queue.record.queue_id(), batch->batch_no));
    *response.mutable_lease_expire_time() = batch->record.expire_time();
  }
  const selection::CompiledPolicy* policy = queue.frame.policy();
  if (policy == nullptr) return response;
  const storage::v1::PolicyRevisionRecord& active = queue.record.active_policy();
  response.set_policy(PolicyName(active.policy_id(), active.revision()));
  for (const v1::ExclusionReason reason : queue.frame.AllExclusions(no, now_us)) {
    response.add_all_exclusions(reason);
  }
  const std::vector<selection::SignalValue> values = queue.frame.Terms(no);
  response.set_score_micros(selection::Score(*policy, values, row.sensitive));
  AddTerms(selection::ExplainScore(*policy, values, row.sensitive), response.mutable_terms());
  AddTerms(selection::ExplainSliceTerm(*policy, FactsOf(queue, row.slice)),
           response.mutable_slice_terms());
  const selection::CellIndex& index = *queue.frame.index();
  if (index.Contains(no)) response.set_cell_candidates(CellSize(index, no));
  return response;
}

}  // namespace winnow::loop
