// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// The parts of EXPLORE: expectations of cells, systematic draws, and one slice at a time (S5.3).
#include "server/selection/explore.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/selection/expectation.h"
#include "server/selection/stable_hash.h"
#include "server/selection/systematic.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::selection {
namespace {

std::vector<Cell> RandomCells(Dice& dice) {
  std::vector<Cell> cells(1 + dice.Below(40));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells[i].bucket = static_cast<int>(i);
    cells[i].candidates = 1 + dice.Below(dice.Chance(50) ? 3 : 5000);
    cells[i].size = 1 + dice.Below(dice.Chance(50) ? 5 : 2'000'000'000);
  }
  return cells;
}

uint64_t CandidatesIn(const std::vector<Cell>& cells) {
  uint64_t sum = 0;
  for (const Cell& cell : cells) sum += cell.candidates;
  return sum;
}

TEST(SpreadExpectation, KeepsTheSumAndTheCapsExactly) {
  for (uint64_t seed = 1; seed <= 20000; ++seed) {
    Dice dice(seed);
    std::vector<Cell> cells = RandomCells(dice);
    const uint64_t most = CandidatesIn(cells) * kUnitsPerSlot;
    const SlotUnits total = dice.Chance(10) ? most : dice.Below(most + 1);
    SpreadExpectation(total, absl::MakeSpan(cells));
    SlotUnits sum = 0;
    for (const Cell& cell : cells) {
      sum += cell.expectation;
      ASSERT_LE(cell.expectation, cell.candidates * kUnitsPerSlot) << "seed " << seed;
    }
    ASSERT_EQ(sum, total) << "seed " << seed;
  }
}

// Below their caps all cells have one level: expectation / (candidates * size), but for a unit. A
// full cell would be above that level.
TEST(SpreadExpectation, IsProportionalToTheMeasureBelowTheCaps) {
  uint64_t full = 0;
  for (uint64_t seed = 1; seed <= 5000; ++seed) {
    Dice dice(seed);
    std::vector<Cell> cells = RandomCells(dice);
    SpreadExpectation(dice.Below(CandidatesIn(cells) * kUnitsPerSlot), absl::MakeSpan(cells));
    long double expectation = 0;
    long double measure = 0;
    for (const Cell& cell : cells) {
      if (cell.expectation == cell.candidates * kUnitsPerSlot) continue;
      expectation += static_cast<long double>(cell.expectation);
      measure += static_cast<long double>(cell.candidates * cell.size);
    }
    for (const Cell& cell : cells) {
      const auto own = static_cast<long double>(cell.candidates * cell.size);
      const long double fair = measure == 0 ? 0 : expectation * own / measure;
      if (cell.expectation == cell.candidates * kUnitsPerSlot) {
        ++full;
        if (measure > 0) {
          ASSERT_GE(fair + 1.001L, static_cast<long double>(cell.expectation)) << "seed " << seed;
        }
      } else {
        ASSERT_NEAR(static_cast<double>(fair - static_cast<long double>(cell.expectation)), 0.0,
                    1.001)
            << "seed " << seed;
      }
    }
  }
  EXPECT_GT(full, 1000u);
}

// The definition of S5.3, over a plain sort.
std::map<uint32_t, uint64_t> NaiveDraws(SlotUnits start, std::vector<Turn> turns) {
  std::sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) {
    return a.key != b.key ? a.key < b.key : a.cell < b.cell;
  });
  std::map<uint32_t, uint64_t> draws;
  SlotUnits sum = start;
  for (const Turn& turn : turns) {
    draws[turn.cell] = FloorSlots(sum + turn.expectation) - FloorSlots(sum);
    sum += turn.expectation;
  }
  return draws;
}

TEST(DrawSystematically, FollowsItsDefinition) {
  for (uint64_t seed = 1; seed <= 20000; ++seed) {
    Dice dice(seed);
    std::vector<Turn> turns(dice.Below(60));
    for (std::size_t i = 0; i < turns.size(); ++i) {
      turns[i].key = dice.Below(40);  // with ties
      turns[i].cell = static_cast<uint32_t>(i);
      turns[i].expectation =
          dice.Chance(20) ? 0 : dice.Below(dice.Chance(50) ? 1'000'000 : kUnitsPerSlot * 3);
    }
    const SlotUnits start = dice.Below(kUnitsPerSlot);
    const std::map<uint32_t, uint64_t> expected = NaiveDraws(start, turns);
    DrawSystematically(start, absl::MakeSpan(turns));
    std::map<uint32_t, uint64_t> draws;
    for (const Turn& turn : turns) draws[turn.cell] = turn.draws;
    ASSERT_EQ(draws, expected) << "seed " << seed;
  }
}

std::vector<DrawItem> Draw(const TestFrame& frame, uint64_t seed,
                           const std::vector<ExploreShare>& shares) {
  InlineExecutor executor;
  const Frame view = frame.frame();
  return Explore({.frame = view, .seed = seed, .shares = shares}, executor);
}

// A frame of one slice with one cell, and shares of it.
class OneCell : public testing::Test {
 protected:
  static CompiledPolicy Policy() { return CompiledPolicy(); }

  static Pool MakePool(int count) {
    Pool pool;
    pool.slices.emplace_back().id = "s";
    for (int i = 0; i < count; ++i) pool.records.push_back({absl::StrCat("c", i), "s", 0, {}, 1});
    return pool;
  }

  static std::vector<std::string> IdsOf(const TestFrame& frame,
                                        const std::vector<DrawItem>& items) {
    std::vector<std::string> ids;
    for (const DrawItem& item : items) ids.push_back(frame.record(item.no).id);
    return ids;
  }
};

TEST_F(OneCell, GivesTheSmallestHashes) {
  const TestFrame frame(Policy(), MakePool(100), 1);
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    std::vector<std::string> ids;
    for (int i = 0; i < 100; ++i) ids.push_back(absl::StrCat("c", i));
    const uint64_t key = DomainKey(seed, HashDomain::kMemberOrder);
    std::sort(ids.begin(), ids.end(), [&](const std::string& a, const std::string& b) {
      return Mix(key, StaticIdHash(a)) < Mix(key, StaticIdHash(b));
    });
    ids.resize(10);
    const std::vector<ExploreShare> shares = {{0, StaticIdHash("s"), 10 * kUnitsPerSlot, {}}};
    EXPECT_EQ(IdsOf(frame, Draw(frame, seed, shares)), ids);
  }
}

TEST_F(OneCell, LeavesOutWhatWasTaken) {
  const TestFrame frame(Policy(), MakePool(100), 1);
  std::vector<CandidateNo> taken;
  for (CandidateNo no = 0; no < 10; ++no) taken.push_back(no);
  const ExploreShare share{0, StaticIdHash("s"), 90 * kUnitsPerSlot, taken};
  const std::vector<DrawItem> items = Draw(frame, 4, {share});
  ASSERT_EQ(items.size(), 90u);
  for (const DrawItem& item : items) {
    EXPECT_GE(item.no, 10u);
    EXPECT_EQ(item.cell_candidates, 90u);
    EXPECT_EQ(item.cell_draws, 90u);
    EXPECT_EQ(item.cell_expectation, 90 * kUnitsPerSlot);
  }
}

// Whole shares have independent starts; the others share one, so that their sum is exact.
TEST(Explore, KeepsTheSumOfFractionalShares) {
  Pool pool;
  for (int s = 0; s < 10; ++s) {
    pool.slices.emplace_back().id = absl::StrCat("s", s);
    for (int i = 0; i < 20; ++i) {
      pool.records.push_back({absl::StrCat("c", s, "-", i), absl::StrCat("s", s), 0, {}, 1});
    }
  }
  const TestFrame frame(CompiledPolicy(), pool, 2);
  std::vector<ExploreShare> shares;
  SlotUnits sum = 0;
  for (int s = 0; s < 10; ++s) {
    const SlotUnits expectation = s % 3 == 0 ? kUnitsPerSlot * 2 : 1'000'000'007u * (s + 1u);
    shares.push_back({frame.slice_no(absl::StrCat("s", s)),
                      StaticIdHash(absl::StrCat("s", s)),
                      expectation,
                      {}});
    sum += expectation;
  }
  std::vector<uint64_t> totals(10);
  constexpr uint64_t kSeeds = 20000;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    std::map<SliceNo, uint64_t> drawn;
    uint64_t total = 0;
    for (const DrawItem& item : Draw(frame, seed, shares)) {
      ++drawn[item.slice];
      ++total;
    }
    ASSERT_GE(total, FloorSlots(sum));
    ASSERT_LE(total, CeilSlots(sum));
    for (std::size_t s = 0; s < 10; ++s) {
      const uint64_t count = drawn[shares[s].slice];
      totals[s] += count;
      if (IsWhole(shares[s].expectation)) {
        ASSERT_EQ(count, FloorSlots(shares[s].expectation));
      }
    }
  }
  for (std::size_t s = 0; s < 10; ++s) {
    const double mean = static_cast<double>(totals[s]) / kSeeds;
    const double expected = static_cast<double>(shares[s].expectation) / 4294967296.0;
    EXPECT_NEAR(mean, expected, 4.5 * 0.5 / 141) << s;
  }
}

// In a fixed order, four cells that expect half a draw each would give two of the six pairs only,
// and no variance could be estimated.
TEST(Explore, DrawsEveryPairOfCells) {
  CompiledPolicy policy;
  policy.range = {0, 511};
  Pool pool;
  pool.slices.emplace_back().id = "s";
  for (int i = 0; i < 40; ++i) {
    pool.records.push_back({absl::StrCat("c", i), "s", i % 4 * 100, {}, 1});
  }
  const TestFrame frame(policy, pool, 2);
  const std::vector<ExploreShare> shares = {{0, StaticIdHash("s"), 2 * kUnitsPerSlot, {}}};
  std::map<std::pair<Micros, Micros>, int> pairs;
  constexpr int kSeeds = 6000;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const std::vector<DrawItem> items = Draw(frame, seed, shares);
    ASSERT_EQ(items.size(), 2u);
    ++pairs[{items[0].score, items[1].score}];
  }
  ASSERT_EQ(pairs.size(), 6u);
  for (const auto& [scores, count] : pairs) EXPECT_NEAR(count, kSeeds / 6, 150);
}

}  // namespace
}  // namespace winnow::selection
