// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/evaluations/hand_out.h"

#include "server/loop/evaluations/standing.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {

shard::ExclusionCounts HandOut::Counts() const {
  shard::ExclusionCounts counts = {};
  for (const shard::SampleItem& item : queue_.evaluations.open()->sample) {
    const bool pending = StandingOf(queue_, item) == ItemStanding::kPending;
    ++counts[pending ? 0 : queue_.frame.standings().at(item.no).exclusion];
  }
  return counts;
}

selection::DrawResult HandOut::Take(uint64_t size) {
  selection::DrawResult result;
  for (const shard::SampleItem& item : queue_.evaluations.open()->sample) {
    if (result.items.size() >= size) break;
    if (StandingOf(queue_, item) != ItemStanding::kPending) continue;
    taken_.push_back(&item);
    const v1::ManifestItem& drawn = item.drawn;
    result.items.push_back({.no = item.no,
                            .slice = queue_.candidates.row(item.no).slice,
                            .arm = drawn.arm(),
                            .score = drawn.score_micros(),
                            .group_members = drawn.group_members(),
                            .cell_candidates = drawn.cell_candidates(),
                            .cell_draws = drawn.cell_draws(),
                            .cell_expectation = drawn.cell_expectation()});
  }
  return result;
}

void HandOut::Describe(v1::Manifest& header) const {
  header.set_evaluation(
      EvaluationName(queue_.record.queue_id(), queue_.evaluations.open()->number));
}

void HandOut::Describe(size_t position, v1::ManifestItem& item) const {
  const v1::ManifestItem& drawn = taken_[position]->drawn;
  item.set_slice(drawn.slice());
  *item.mutable_terms() = drawn.terms();
  item.set_evaluation(drawn.evaluation());
  item.set_evaluation_phase(drawn.evaluation_phase());
}

}  // namespace winnow::loop
