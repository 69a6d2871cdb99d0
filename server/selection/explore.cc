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

}  // namespace

std::vector<DrawItem> Explore(const ExplorePlan& plan, Executor& executor) {
  const std::vector<StartedShare> started = Start(plan);
  std::vector<std::vector<DrawItem>> drawn(PieceCount(started.size()));
  ForPieces(executor, started.size(), [&](const Piece& piece) {
    for (std::size_t i = piece.begin; i < piece.end; ++i) {
      SliceDraw(plan, *started[i].share).Run(started[i].start, drawn[piece.number]);
    }
  });
  std::vector<DrawItem> items;
  for (const std::vector<DrawItem>& part : drawn) {
    items.insert(items.end(), part.begin(), part.end());
  }
  return items;
}

}  // namespace winnow::selection
