// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/explore_cells.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/selection/stable_hash.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::selection {
namespace {

// A slice of many scores, one of them in thousands of candidates, with known zeros or without, of
// which some candidates are taken.
struct SliceCase {
  SliceCase(uint64_t seed, bool with_known_zeros) : dice(seed) {
    if (with_known_zeros) rules.known_zero = KnownZeroRule{0, 20'000};
    rules.floor = 10'000;
    rules.size = PiecewiseLinear({{0, 0}, {1'000'000, static_cast<Micros>(dice.Below(9'000'000))}});
    index = std::make_unique<CellIndex>(ScoreRange{0, 1'000'000}, rules);
    const auto count = static_cast<CandidateNo>(1 + dice.Below(dice.Chance(10) ? 30'000 : 300));
    const uint64_t equal = dice.Below(100);
    for (CandidateNo no = 0; no < count; ++no) {
      const auto score = dice.Chance(equal) ? 500 : static_cast<Micros>(dice.Below(1'000'001));
      index->Insert({no, 0, score, StaticIdHash(absl::StrCat(no)), dice.Chance(40)});
      if (dice.Chance(2)) taken.push_back(no);
    }
    share.taken = taken;
    left = count - taken.size();
    share.expectation = dice.Below(std::min<uint64_t>(left, 1) * kUnitsPerSlot + 1);
  }

  Dice dice;
  ExplorationRules rules;
  std::unique_ptr<CellIndex> index;
  std::vector<CandidateNo> taken;
  ExploreShare share;
  uint64_t left = 0;
};

// Points of a slice where At finds a cell, and those where it sends the caller to All.
struct Points {
  uint64_t found = 0;
  uint64_t full = 0;
};

// Compares At with the line of All at the ends and in the middle of each cell, of which none may
// expect more candidates than it has.
void ComparePoints(const SliceCase& slice, Points& points) {
  const ExploreCells cells(*slice.index, slice.share, 20'000);
  SlotUnits before = 0;
  for (const Cell& cell : cells.All()) {
    ASSERT_LE(cell.expectation, cell.candidates * kUnitsPerSlot);
    const SlotUnits behind = before + cell.expectation;
    for (const SlotUnits point : {before, before + cell.expectation / 2, behind - 1}) {
      if (cell.expectation == 0) continue;
      const auto at = cells.At(point);
      ++(at.has_value() ? points.found : points.full);
      if (!at.has_value()) continue;
      ASSERT_EQ(at->bucket, cell.bucket);
      ASSERT_EQ(at->sub_cell, cell.sub_cell);
      ASSERT_EQ(at->candidates, cell.candidates);
      ASSERT_EQ(at->expectation, cell.expectation);
    }
    before = behind;
  }
  ASSERT_EQ(before, slice.share.expectation);
}

TEST(ExploreCells, FindsAtEachPointTheCellThatTheLineOfAllHasThere) {
  Points points;
  for (uint64_t seed = 1; seed <= 600; ++seed) {
    const SliceCase slice(seed, seed % 2 == 0);
    ASSERT_NO_FATAL_FAILURE(ComparePoints(slice, points)) << "seed " << seed;
  }
  std::printf("seeds 1 to 600: %llu points found, %llu beside a full cell\n",
              static_cast<unsigned long long>(points.found),
              static_cast<unsigned long long>(points.full));
  EXPECT_GT(points.found, 100'000u);
  EXPECT_LT(points.full, points.found / 100);
}

// Where so much is expected that cells are full, the cap on one raises the part of the others.
TEST(ExploreCells, FindsNoCellByItselfWhereOneIsFull) {
  Points points;
  for (uint64_t seed = 1; seed <= 600; ++seed) {
    SliceCase slice(seed, seed % 2 == 0);
    slice.share.expectation = slice.dice.Below(slice.left * kUnitsPerSlot + 1);
    ASSERT_NO_FATAL_FAILURE(ComparePoints(slice, points)) << "seed " << seed;
  }
  std::printf("seeds 1 to 600: %llu points found, %llu beside a full cell\n",
              static_cast<unsigned long long>(points.found),
              static_cast<unsigned long long>(points.full));
  EXPECT_GT(points.found, 10'000u);
  EXPECT_GT(points.full, 10'000u);
}

TEST(ExploreCells, GiveKnownZerosTheirAuditShareAndNoMore) {
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    SliceCase slice(seed, /*with_known_zeros=*/true);
    slice.share.expectation = slice.dice.Below(slice.left * kUnitsPerSlot + 1);
    uint64_t zeros = 0;
    uint64_t others = 0;
    SlotUnits audit = 0;
    for (const Cell& cell : ExploreCells(*slice.index, slice.share, 20'000).All()) {
      (cell.bucket == kKnownZeroBucket ? zeros : others) += cell.candidates;
      if (cell.bucket == kKnownZeroBucket) audit += cell.expectation;
    }
    ASSERT_EQ(zeros + others, slice.left);
    const SlotUnits total = slice.share.expectation;
    const SlotUnits rest = others * kUnitsPerSlot;
    if (zeros == 0) {
      ASSERT_EQ(audit, 0u) << "seed " << seed;
    } else if (total - total / 50 > rest) {
      // The others cannot take what is theirs.
      ASSERT_EQ(audit, total - rest) << "seed " << seed;
    } else {
      ASSERT_EQ(audit, std::min<SlotUnits>(total / 50, zeros * kUnitsPerSlot)) << "seed " << seed;
    }
  }
}

// Without a rule about them, known zeros are candidates like all others.
TEST(ExploreCells, KeepKnownZerosApartOnlyWhereThePolicySaysSo) {
  CellIndex index({0, 1'000'000}, ExplorationRules());
  index.Insert({0, 0, 0, 1, true});
  index.Insert({1, 0, 0, 2, false});
  const ExploreShare share = {0, 0, kUnitsPerSlot, {}};
  const std::vector<Cell> cells = ExploreCells(index, share, 0).All();
  ASSERT_EQ(cells.size(), 1u);
  EXPECT_EQ(cells[0].candidates, 2u);
}

}  // namespace
}  // namespace winnow::selection
