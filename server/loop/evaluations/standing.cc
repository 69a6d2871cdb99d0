// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/evaluations/standing.h"

#include <map>
#include <string>

namespace winnow::loop {
namespace {

constexpr int kMaxSlices = 10'000;

void Count(const shard::QueueState& queue, const shard::SampleItem& item,
           v1::EvaluationCounts& counts) {
  counts.set_sampled(counts.sampled() + 1);
  switch (StandingOf(queue, item)) {
    case ItemStanding::kLabeled:
      return counts.set_labeled(counts.labeled() + 1);
    case ItemStanding::kLeased:
      return counts.set_leased(counts.leased() + 1);
    case ItemStanding::kPending:
      if (queue.candidates.row(item.no).attempts > 0) counts.set_returned(counts.returned() + 1);
      return counts.set_pending(counts.pending() + 1);
    case ItemStanding::kDeadLettered:
      return counts.set_dead_lettered(counts.dead_lettered() + 1);
    case ItemStanding::kWithdrawn:
      return counts.set_withdrawn(counts.withdrawn() + 1);
  }
}

}  // namespace

ItemStanding StandingOf(const shard::QueueState& queue, const shard::SampleItem& item) {
  const shard::CandidateRow& row = queue.candidates.row(item.no);
  const shard::Standing& standing = queue.frame.standings().at(item.no);
  // Its label, if it has one, is not used any more either.
  if (standing.exclusion == v1::EXCLUSION_REASON_CONSENT_REVOKED) return ItemStanding::kWithdrawn;
  if (standing.labeled) return ItemStanding::kLabeled;
  if (row.lease != 0) return ItemStanding::kLeased;
  // Held is the last of the reasons: nothing else keeps the item out.
  if (standing.exclusion == v1::EXCLUSION_REASON_HELD_FOR_EVALUATION) return ItemStanding::kPending;
  return standing.exclusion == v1::EXCLUSION_REASON_DEAD_LETTERED ? ItemStanding::kDeadLettered
                                                                  : ItemStanding::kWithdrawn;
}

v1::EvaluationCounts CountSample(const shard::QueueState& queue) {
  v1::EvaluationCounts counts;
  for (const shard::SampleItem& item : queue.evaluations.open()->sample) Count(queue, item, counts);
  return counts;
}

v1::Evaluation ShowOpen(const shard::QueueState& queue) {
  const shard::OpenEvaluation& open = *queue.evaluations.open();
  v1::Evaluation shown = open.record.evaluation();
  *shown.mutable_total() = CountSample(queue);
  shown.set_state(shown.total().labeled() == shown.total().sampled() ? v1::EVALUATION_STATE_COMPLETE
                                                                     : v1::EVALUATION_STATE_OPEN);
  std::map<std::string, v1::EvaluationCounts> slices;
  for (const shard::SampleItem& item : open.sample) {
    // Of a removed candidate nobody knows any more where it was drawn: it counts in the total.
    if (!item.drawn.slice().empty()) Count(queue, item, slices[item.drawn.slice()]);
  }
  for (const auto& [slice, counts] : slices) {
    if (shown.slices_size() == kMaxSlices) break;
    v1::EvaluationSlice& line = *shown.add_slices();
    line.set_slice(slice);
    *line.mutable_counts() = counts;
  }
  return shown;
}

}  // namespace winnow::loop
