// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/explore.h"

#include <algorithm>
#include <cstddef>

#include "server/selection/slice_draw.h"
#include "server/selection/stable_hash.h"

namespace winnow::selection {
namespace {

// A share with its random start, below one slot.
struct StartedShare {
  const ExploreShare* share = nullptr;
  SlotUnits start = 0;
};

// The shares that get items. With the starts fixed, slices depend on each other no more.
std::vector<StartedShare> Start(const ExplorePlan& plan) {
  const uint64_t key = DomainKey(plan.seed, HashDomain::kSystematicStart);
  // The run of the shares that are no whole numbers has a start of its own too.
  SlotUnits run = Uniform32(DomainKey(plan.seed, HashDomain::kRunStart), 0);
  std::vector<StartedShare> started;
  for (const ExploreShare& share : plan.shares) {
    SlotUnits start = Uniform32(key, share.slice_hash);
    if (!IsWhole(share.expectation)) {
      start = run;
      run = (run + share.expectation) % kUnitsPerSlot;
    }
    if (FloorSlots(start + share.expectation) > 0) started.push_back({&share, start});
  }
  return started;
}

// The draws of some slices, one step for all after the other, so that their reads of memory
// overlap.
std::vector<DrawItem> DrawSlices(const ExplorePlan& plan, absl::Span<const StartedShare> started) {
  constexpr std::size_t kLine = 64;  // bytes that memory is read in
  for (const StartedShare& one : started) {
    const auto* cells = reinterpret_cast<const char*>(&plan.frame.index.Cells(one.share->slice));
    for (std::size_t at = 0; at < sizeof(SliceCells); at += kLine) __builtin_prefetch(cells + at);
  }
  std::vector<SliceDraw> draws;
  draws.reserve(started.size());
  for (const StartedShare& one : started) draws.emplace_back(plan, *one.share).Find();
  std::vector<DrawItem> items;
  items.reserve(started.size());
  for (std::size_t i = 0; i < started.size(); ++i) draws[i].Run(started[i].start, items);
  for (DrawItem& item : items) {
    item.score = plan.frame.index.At(item.no).score;
    item.group_members = plan.frame.view.GroupMembers(item.no);
  }
  return items;
}

}  // namespace

std::vector<DrawItem> Explore(const ExplorePlan& plan, Executor& executor) {
  const std::vector<StartedShare> started = Start(plan);
  std::vector<std::vector<DrawItem>> drawn(PieceCount(started.size()));
  ForPieces(executor, started.size(), [&](const Piece& piece) {
    drawn[piece.number] = DrawSlices(
        plan, absl::MakeConstSpan(started).subspan(piece.begin, piece.end - piece.begin));
  });
  std::vector<DrawItem> items;
  for (const std::vector<DrawItem>& part : drawn) {
    items.insert(items.end(), part.begin(), part.end());
  }
  return items;
}

}  // namespace winnow::selection
