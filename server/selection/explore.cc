// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/explore.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "server/selection/stable_hash.h"
#include "server/selection/systematic.h"

namespace winnow::selection {
namespace {

// A share with its random start, below one slot.
struct StartedShare {
  const ExploreShare* share = nullptr;
  SlotUnits start = 0;
};

// The shares that get items. With the starts fixed, slices depend on each other no more.
std::vector<StartedShare> Start(uint64_t seed, absl::Span<const ExploreShare> shares) {
  const uint64_t key = DomainKey(seed, HashDomain::kSystematicStart);
  // The run of the shares that are no whole numbers has a start of its own too.
  SlotUnits run = Uniform32(DomainKey(seed, HashDomain::kRunStart), 0);
  std::vector<StartedShare> started;
  for (const ExploreShare& share : shares) {
    SlotUnits start = Uniform32(key, share.slice_hash);
    if (!IsWhole(share.expectation)) {
      start = run;
      run = (run + share.expectation) % kUnitsPerSlot;
    }
    if (FloorSlots(start + share.expectation) > 0) started.push_back({&share, start});
  }
  return started;
}

// A member of a cell by its random place.
struct Draft {
  uint64_t hash = 0;
  CandidateNo no = 0;
};

// Draws within one slice.
class SliceDraw {
 public:
  SliceDraw(const Frame& frame, uint64_t seed, const ExploreShare& share)
      : frame_(frame),
        share_(share),
        cell_order_(Mix(DomainKey(seed, HashDomain::kCellOrder), share.slice_hash)),
        member_order_(DomainKey(seed, HashDomain::kMemberOrder)),
        taken_(share.taken.begin(), share.taken.end()) {}

  std::vector<DrawItem> Run(SlotUnits start) {
    const std::vector<Cell> cells = CellsOf(frame_.index, share_);
    const uint64_t key = cell_order_;
    std::vector<Turn> turns;
    turns.reserve(cells.size());
    for (const Cell& cell : cells) {
      const uint64_t name = (static_cast<uint64_t>(cell.bucket) << 32) | cell.sub_cell;
      turns.push_back({Mix(key, name), static_cast<uint32_t>(turns.size()), cell.expectation, 0});
    }
    DrawSystematically(start, absl::MakeSpan(turns));
    turns.erase(std::remove_if(turns.begin(), turns.end(),
                               [](const Turn& turn) { return turn.draws == 0; }),
                turns.end());
    std::sort(turns.begin(), turns.end(),
              [](const Turn& a, const Turn& b) { return a.cell < b.cell; });
    for (const Turn& turn : turns) Take(cells[turn.cell], turn.draws);
    return std::move(items_);
  }

 private:
  // The members of the cell with the smallest hashes, in that order.
  void Take(const Cell& cell, uint64_t draws) {
    std::vector<Draft> drafts = DraftsOf(cell);
    const auto last = drafts.begin() + static_cast<std::ptrdiff_t>(draws);
    std::partial_sort(drafts.begin(), last, drafts.end(), [this](const Draft& a, const Draft& b) {
      if (a.hash != b.hash) return a.hash < b.hash;
      return frame_.view.Id(a.no) < frame_.view.Id(b.no);
    });
    for (auto it = drafts.begin(); it != last; ++it) {
      items_.push_back({it->no, share_.slice, v1::ARM_EXPLORE, frame_.index.At(it->no).score,
                        frame_.view.GroupMembers(it->no), cell.candidates, draws,
                        cell.expectation});
    }
  }

  std::vector<Draft> DraftsOf(const Cell& cell) const {
    const Bucket& bucket = frame_.index.Cells(share_.slice).At(cell.bucket);
    const std::size_t parts = bucket.PartsPerCell();
    const uint64_t key = member_order_;
    std::vector<Draft> drafts;
    drafts.reserve(cell.candidates);
    for (std::size_t i = 0; i < parts; ++i) {
      for (CandidateNo no : bucket.PartMembers(cell.sub_cell * parts + i)) {
        if (taken_.contains(no)) continue;
        drafts.push_back({Mix(key, frame_.index.At(no).id_hash), no});
      }
    }
    return drafts;
  }

  const Frame& frame_;
  const ExploreShare& share_;
  uint64_t cell_order_;
  uint64_t member_order_;
  absl::flat_hash_set<CandidateNo> taken_;
  std::vector<DrawItem> items_;
};

// The cells of one bucket with all their members, by sub-cell.
void AppendCells(const Bucket& bucket, int number, uint64_t size, std::vector<Cell>& cells) {
  const std::size_t parts = bucket.PartsPerCell();
  for (std::size_t part = 0; part < bucket.PartCount(); ++part) {
    if (part % parts == 0) {
      const auto sub_cell = static_cast<uint32_t>(part / parts);
      cells.push_back({number, sub_cell, 0, size, 0});
    }
    cells.back().candidates += bucket.PartMembers(part).size();
  }
}

// Takes what EXPLOIT and FILL took out of the counts, and cells that are empty then.
void RemoveTaken(const CellIndex& index, const ExploreShare& share, std::vector<Cell>& cells) {
  for (CandidateNo no : share.taken) {
    const Member& member = index.At(no);
    const int number = index.buckets().Of(member.score);
    const Bucket& bucket = index.Cells(share.slice).At(number);
    const std::pair<int, std::size_t> place = {number, bucket.CellOf(member.id_hash)};
    const auto it =
        std::lower_bound(cells.begin(), cells.end(), place,
                         [](const Cell& cell, const std::pair<int, std::size_t>& wanted) {
                           return std::pair<int, std::size_t>(cell.bucket, cell.sub_cell) < wanted;
                         });
    --it->candidates;
  }
  cells.erase(std::remove_if(cells.begin(), cells.end(),
                             [](const Cell& cell) { return cell.candidates == 0; }),
              cells.end());
}

}  // namespace

std::vector<Cell> CellsOf(const CellIndex& index, const ExploreShare& share) {
  std::vector<Cell> cells;
  index.Cells(share.slice).ForEachBucket([&](int number, const Bucket& bucket) {
    AppendCells(bucket, number, index.buckets().SizeOf(number), cells);
  });
  RemoveTaken(index, share, cells);
  SpreadExpectation(share.expectation, absl::MakeSpan(cells));
  return cells;
}

std::vector<DrawItem> Explore(const Frame& frame, uint64_t seed,
                              absl::Span<const ExploreShare> shares, Executor& executor) {
  const std::vector<StartedShare> started = Start(seed, shares);
  std::vector<std::vector<DrawItem>> drawn(started.size());
  executor.ParallelFor(started.size(), [&](std::size_t i) {
    drawn[i] = SliceDraw(frame, seed, *started[i].share).Run(started[i].start);
  });
  std::vector<DrawItem> items;
  for (const std::vector<DrawItem>& part : drawn) {
    items.insert(items.end(), part.begin(), part.end());
  }
  return items;
}

}  // namespace winnow::selection
