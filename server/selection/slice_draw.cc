// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/slice_draw.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "server/selection/stable_hash.h"
#include "server/selection/systematic.h"

namespace winnow::selection {
namespace {

constexpr std::size_t kLine = 64;       // bytes that memory is read in
constexpr std::size_t kFetched = 1024;  // bytes of a cell; what follows comes by itself

// A uniform number below `bound` from 64 random bits.
SlotUnits PointBelow(SlotUnits bound, uint64_t random) {
  return static_cast<SlotUnits>(Uint128{random} * bound >> 64);
}

}  // namespace

SliceDraw::SliceDraw(const ExplorePlan& plan, const ExploreShare& share)
    : plan_(plan),
      share_(share),
      cells_(plan.frame.index, share, plan.audit_share),
      cell_order_(Mix(DomainKey(plan.seed, HashDomain::kCellOrder), share.slice_hash)),
      member_order_(DomainKey(plan.seed, HashDomain::kMemberOrder)),
      taken_(share.taken.begin(), share.taken.end()) {
  std::sort(taken_.begin(), taken_.end());
}

void SliceDraw::Find() {
  if (share_.expectation > kUnitsPerSlot) return;
  cell_ = cells_.At(PointBelow(share_.expectation, cell_order_));
  if (!cell_.has_value()) return;
  const Bucket& bucket = plan_.frame.index.Cells(share_.slice).At(cell_->bucket);
  const absl::Span<const Placed> members =
      bucket.PartMembers(cell_->sub_cell * bucket.PartsPerCell());
  const auto* bytes = reinterpret_cast<const char*>(members.data());
  for (std::size_t at = 0; at < std::min(members.size() * sizeof(Placed), kFetched); at += kLine) {
    __builtin_prefetch(bytes + at);
  }
}

void SliceDraw::Run(SlotUnits start, std::vector<DrawItem>& items) {
  if (cell_.has_value()) {
    TakeFirst(*cell_, items);
  } else {
    RunOverAllCells(start, items);
  }
}

void SliceDraw::RunOverAllCells(SlotUnits start, std::vector<DrawItem>& items) {
  const std::vector<Cell> cells = cells_.All();
  std::vector<Turn> turns;
  turns.reserve(cells.size());
  for (const Cell& cell : cells) {
    const uint64_t name = (static_cast<uint64_t>(cell.bucket) << 32) | cell.sub_cell;
    turns.push_back(
        {Mix(cell_order_, name), static_cast<uint32_t>(turns.size()), cell.expectation, 0});
  }
  DrawSystematically(start, absl::MakeSpan(turns));
  turns.erase(
      std::remove_if(turns.begin(), turns.end(), [](const Turn& turn) { return turn.draws == 0; }),
      turns.end());
  std::sort(turns.begin(), turns.end(),
            [](const Turn& a, const Turn& b) { return a.cell < b.cell; });
  for (const Turn& turn : turns) Take(cells[turn.cell], turn.draws, items);
}

bool SliceDraw::Precedes(const Draft& a, const Draft& b) const {
  if (a.hash != b.hash) return a.hash < b.hash;
  return plan_.frame.view.Id(a.no) < plan_.frame.view.Id(b.no);
}

template <typename Visit>
void SliceDraw::ForEachMember(const Cell& cell, Visit visit) const {
  const Bucket& bucket = plan_.frame.index.Cells(share_.slice).At(cell.bucket);
  const std::size_t parts = bucket.PartsPerCell();
  for (std::size_t i = 0; i < parts; ++i) {
    for (const Placed& placed : bucket.PartMembers(cell.sub_cell * parts + i)) {
      visit(Draft{Mix(member_order_, placed.id_hash), placed.no});
    }
  }
}

void SliceDraw::Take(const Cell& cell, uint64_t draws, std::vector<DrawItem>& items) {
  if (draws == 1) return TakeFirst(cell, items);
  std::vector<Draft> drafts;
  drafts.reserve(cell.candidates);
  ForEachMember(cell, [&](const Draft& draft) {
    if (!IsTaken(draft.no)) drafts.push_back(draft);
  });
  const auto last = drafts.begin() + static_cast<std::ptrdiff_t>(draws);
  std::partial_sort(drafts.begin(), last, drafts.end(),
                    [this](const Draft& a, const Draft& b) { return Precedes(a, b); });
  for (auto it = drafts.begin(); it != last; ++it) Append(cell, draws, it->no, items);
}

void SliceDraw::TakeFirst(const Cell& cell, std::vector<DrawItem>& items) {
  std::optional<Draft> first;
  ForEachMember(cell, [&](const Draft& draft) {
    if (first.has_value() && !Precedes(draft, *first)) return;
    if (!IsTaken(draft.no)) first = draft;
  });
  Append(cell, 1, first->no, items);
}

void SliceDraw::Append(const Cell& cell, uint64_t draws, CandidateNo no,
                       std::vector<DrawItem>& items) const {
  items.push_back(
      {no, share_.slice, v1::ARM_EXPLORE, 0, 1, cell.candidates, draws, cell.expectation});
  __builtin_prefetch(&plan_.frame.index.At(no));
  plan_.frame.view.Prefetch(no);
}

}  // namespace winnow::selection
