// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/prospect.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "server/selection/candidate_order.h"
#include "server/selection/executor.h"
#include "server/selection/expectation.h"
#include "server/selection/explore_cells.h"
#include "server/selection/sampler.h"

namespace winnow::selection {
namespace {

Ranked RankedOf(const CellIndex& index, CandidateNo no) {
  return {index.At(no).score, index.At(no).id_hash, no};
}

// Drops the random draws of a batch: they alone depend on the seed.
std::vector<DrawItem> BestScored(std::vector<DrawItem> items) {
  std::erase_if(items, [](const DrawItem& item) { return item.arm == v1::ARM_EXPLORE; });
  return items;
}

std::vector<FullCap> FullCapsOf(const CompiledPolicy& policy, const Frame& frame,
                                const std::vector<DrawItem>& best, CandidateNo no) {
  std::vector<FullCap> full;
  for (const CapRule& rule : policy.caps) {
    FullCap cap = {rule, frame.view.Key(no, rule.attribute), 0, 0, 0};
    if (cap.key == 0) continue;
    for (const DrawItem& item : best) {
      if (frame.view.Key(item.no, rule.attribute) != cap.key) continue;
      ++cap.in_batch;
      cap.in_slice += item.slice == frame.index.At(no).slice ? 1 : 0;
    }
    if (rule.per_window > 0 && frame.window != nullptr) {
      const auto leased = frame.window->find({rule.attribute, cap.key});
      cap.in_window = cap.in_batch + (leased == frame.window->end() ? 0 : leased->second);
    }
    if ((rule.per_batch > 0 && cap.in_batch >= rule.per_batch) ||
        (rule.per_slice > 0 && cap.in_slice >= rule.per_slice) ||
        (rule.per_window > 0 && cap.in_window >= rule.per_window)) {
      full.push_back(cap);
    }
  }
  return full;
}

// The cell of a candidate that EXPLOIT and FILL leave, if its slice draws at random.
std::optional<Cell> ChanceOf(const CompiledPolicy& policy, const CellIndex& index,
                             const ExploreShare& share, CandidateNo no) {
  if (share.expectation == 0) return std::nullopt;
  const Member& member = index.At(no);
  const int bucket = index.BucketOf(member);
  const std::size_t sub_cell = index.Cells(member.slice).At(bucket).CellOf(member.id_hash);
  for (const Cell& cell : ExploreCells(index, share, policy.exploration.audit_share()).All()) {
    if (cell.bucket == bucket && cell.sub_cell == sub_cell) return cell;
  }
  return std::nullopt;
}

}  // namespace

Prospect ProspectOf(const CompiledPolicy& policy, const Frame& frame, const DrawRequest& request,
                    CandidateNo no) {
  InlineExecutor executor;
  DrawResult result = Draw(policy, frame, request, executor);
  const std::vector<DrawItem> best = BestScored(std::move(result.items));
  const CandidateOrder order(frame.view, policy.break_ties_by_id);
  const Ranked subject = RankedOf(frame.index, no);
  const SliceNo slice = frame.index.At(no).slice;
  Prospect prospect;
  prospect.best_scored = best.size();
  for (const DrawItem& item : best) {
    if (item.no == no) prospect.arm = item.arm;
    prospect.better_in_slice +=
        item.slice == slice && order.Before(RankedOf(frame.index, item.no), subject) ? 1 : 0;
  }
  for (const SliceLine& line : result.lines) {
    if (line.slice == slice) prospect.line = line;
  }
  prospect.best_slots =
      policy.allocation == v1::ALLOCATION_KIND_BY_SCORE
          ? prospect.line.hi - std::min(prospect.line.hi, CeilSlots(prospect.line.explore))
          : prospect.line.exploit;
  if (prospect.arm != v1::ARM_UNSPECIFIED) return prospect;
  prospect.full_caps = FullCapsOf(policy, frame, best, no);
  std::vector<CandidateNo> taken;
  for (const DrawItem& item : best) {
    if (item.slice == slice) taken.push_back(item.no);
  }
  const ExploreShare share = {.slice = slice, .expectation = prospect.line.explore, .taken = taken};
  if (const auto cell = ChanceOf(policy, frame.index, share, no)) {
    prospect.cell_candidates = cell->candidates;
    prospect.cell_expectation = cell->expectation;
    if (cell->expectation > 0) prospect.arm = v1::ARM_EXPLORE;
  }
  return prospect;
}

}  // namespace winnow::selection
