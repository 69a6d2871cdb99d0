// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/explanation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "server/loop/candidate_status.h"
#include "server/loop/draw_input.h"
#include "server/loop/explanation_stops.h"
#include "server/loop/resource_name.h"
#include "server/selection/candidate_order.h"
#include "server/selection/manifest_record.h"
#include "server/selection/rank.h"
#include "server/selection/score.h"

namespace winnow::loop {
namespace {

using selection::CandidateNo;
using selection::Micros;
using selection::SliceNo;

// Candidates of the cell of a candidate that the index contains.
uint64_t CellSize(const selection::CellIndex& index, CandidateNo no) {
  const selection::Member& member = index.At(no);
  const selection::Bucket& bucket = index.Cells(member.slice).At(index.BucketOf(member));
  const size_t first = bucket.CellOf(member.id_hash) * bucket.PartsPerCell();
  uint64_t size = 0;
  for (size_t part = first; part < first + bucket.PartsPerCell(); ++part) {
    size += bucket.PartMembers(part).size();
  }
  return size;
}

// A candidate of a queue with an active policy, as draws see it.
class Explanation {
 public:
  Explanation(shard::QueueState& queue, CandidateNo no)
      : queue_(queue),
        no_(no),
        row_(queue.candidates.row(no)),
        policy_(*queue.frame.policy()),
        index_(*queue.frame.index()),
        input_(queue) {}

  void WriteScore(v1::ExplainCandidateResponse& response) {
    const std::vector<selection::SignalValue> values = queue_.frame.Terms(no_);
    score_ =
        selection::Saturate(selection::Int128{selection::Score(policy_, values, row_.sensitive)} +
                            selection::AgeTerm(policy_, row_.ingest_us));
    response.set_score_micros(score_);
    selection::WriteTerms(selection::ExplainScore(policy_, values, row_.sensitive),
                          response.mutable_terms());
    selection::WriteTerms(selection::ExplainAge(policy_, row_.ingest_us), response.mutable_terms());
    selection::WriteTerms(selection::ExplainSliceTerm(policy_, input_.slices()[row_.slice]),
                          response.mutable_slice_terms());
  }

  void WriteRanks(v1::ExplainCandidateResponse& response) const {
    const selection::RankedSlice own = Ranked(row_.slice);
    std::vector<selection::RankedSlice> all = {own};
    for (const SliceNo slice : Participants()) {
      if (slice != row_.slice) all.push_back(Ranked(slice));
    }
    WriteRank({own}, response.mutable_slice_rank());
    WriteRank(all, response.mutable_queue_rank());
  }

  void WriteProspect(v1::ExplainCandidateResponse& response) {
    const uint64_t room = QueueRoom(queue_);
    const uint64_t size = std::min<uint64_t>(policy_.lease.max_items, room);
    StopFacts facts = {queue_, no_, response.all_exclusions(), {}};
    v1::NextDraw& draw = *response.mutable_next_draw();
    draw.set_items(size);
    const bool takes_part = input_.slices()[row_.slice].launch_weight > 0;
    if (size > 0 && takes_part && index_.Contains(no_)) {
      facts.prospect = selection::ProspectOf(
          policy_, input_.frame(), {.batch = size, .seed = 0, .slices = Participants()}, no_);
      WriteDraw(*facts.prospect, draw);
    }
    *response.mutable_stops() = StopsOf(facts);
  }

  uint64_t cell_candidates() const { return index_.Contains(no_) ? CellSize(index_, no_) : 0; }

 private:
  std::vector<SliceNo> Participants() const {
    std::vector<SliceNo> all(input_.slices().size());
    std::iota(all.begin(), all.end(), SliceNo{0});
    return input_.Participants(std::move(all));
  }

  selection::RankedSlice Ranked(SliceNo slice) const {
    const bool by_score = policy_.allocation == v1::ALLOCATION_KIND_BY_SCORE;
    return {slice, by_score ? selection::SliceTerm(policy_, input_.slices()[slice]) : Micros{0}};
  }

  void WriteRank(absl::Span<const selection::RankedSlice> slices, v1::Rank* out) const {
    const Micros total =
        selection::Saturate(selection::Int128{score_} + Ranked(row_.slice).slice_term);
    const selection::Rank rank = selection::RankOf(
        index_, selection::CandidateOrder(input_.frame().view, policy_.break_ties_by_id),
        {.subject = {total, row_.id_hash, no_}, .slices = slices});
    out->set_first(rank.first);
    out->set_last(rank.last);
  }

  // A prospect has the numbers of an item that was drawn.
  static void WriteDraw(const selection::Prospect& prospect, v1::NextDraw& out) {
    out.set_arm(prospect.arm);
    if (prospect.arm == v1::ARM_UNSPECIFIED) return;
    selection::DrawItem item;
    item.arm = prospect.arm;
    item.cell_candidates = prospect.cell_candidates;
    item.cell_expectation = prospect.cell_expectation;
    v1::ManifestItem record;
    selection::RecordItem(item, record);
    out.set_inclusion_probability(record.inclusion_probability());
    out.set_cell_candidates(record.cell_candidates());
    out.set_cell_expectation(record.cell_expectation());
  }

  shard::QueueState& queue_;
  const CandidateNo no_;
  const shard::CandidateRow& row_;
  const selection::CompiledPolicy& policy_;
  const selection::CellIndex& index_;
  const DrawInput input_;
  Micros score_ = 0;
};

}  // namespace

v1::ExplainCandidateResponse Explain(shard::QueueState& queue, CandidateNo no, int64_t now_us) {
  // As before a draw: what time has made ineligible is not ranked.
  queue.frame.Advance(now_us);
  if (const auto* policy = queue.frame.policy()) queue.windows.Advance(policy->caps, now_us);
  v1::ExplainCandidateResponse response;
  response.set_candidate_id(std::string(queue.candidates.id(no)));
  response.set_slice(queue.candidates.dictionaries().slices.Text(queue.candidates.row(no).slice));
  response.set_exclusion(ExclusionOf(queue, no));
  if (const shard::OpenBatch* batch = OpenBatchOf(queue, no)) {
    response.set_batch(BatchName(queue.record.queue_id(), batch->batch_no));
    *response.mutable_lease_expire_time() = batch->record.expire_time();
  }
  if (queue.frame.policy() == nullptr) {
    *response.mutable_stops() = StopsOf({queue, no, response.all_exclusions(), {}});
    return response;
  }
  const storage::v1::PolicyRevisionRecord& active = queue.record.active_policy();
  response.set_policy(PolicyName(active.policy_id(), active.revision()));
  for (const v1::ExclusionReason reason : queue.frame.AllExclusions(no, now_us)) {
    response.add_all_exclusions(reason);
  }
  Explanation explanation(queue, no);
  explanation.WriteScore(response);
  explanation.WriteRanks(response);
  explanation.WriteProspect(response);
  response.set_cell_candidates(explanation.cell_candidates());
  return response;
}

}  // namespace winnow::loop
