// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/disclosure/publication.h"

#include <gtest/gtest.h>

#include "server/disclosure/safe_step.h"

namespace winnow::disclosure {
namespace {

constexpr size_t kMin = 3;
constexpr int64_t kMinuteUs = 60'000'000;

// Candidates of a slice, each of a person of its own from `first` on.
void Add(Census& census, uint32_t slice, size_t persons, uint64_t first = 1) {
  for (size_t i = 0; i < persons; ++i) {
    census.candidates.push_back({.person = first + i,
                                 .slice = slice,
                                 .cell = Cell::kAvailable,
                                 .arrival_us = static_cast<int64_t>(i) * kMinuteUs});
  }
}

RenewalRules At(int64_t minute) {
  return {.min_persons = kMin,
          .now_us = minute * kMinuteUs,
          .settling_us = 60 * kMinuteUs,
          .patience_us = 600 * kMinuteUs};
}

Publication Next(const Publication& last, const Census& census, int64_t minute) {
  return Renew(last, census, At(minute)).value_or(last);
}

TEST(Publication, ShowsALargeSliceAndHidesASmallOne) {
  Census census{.slices = {"large", "small"}};
  Add(census, 0, 3);
  Add(census, 1, 2);
  const Publication shown = Next({}, census, 1);
  ASSERT_EQ(shown.rows.size(), 2u);
  EXPECT_EQ(shown.rows[1].slice, "large");
  EXPECT_EQ(shown.rows[1].Count(Cell::kAvailable), 3u);
  EXPECT_EQ(shown.rows[1].Count(Cell::kLeased), 0u);
  EXPECT_EQ(shown.rows[1].as_of_us, kMinuteUs);
  EXPECT_EQ(shown.rows[0].Total(), std::nullopt);
}

TEST(Publication, ShowsSmallSlicesTogetherOnceTheyHaveSettled) {
  Census census{.slices = {"a", "b"}};
  Add(census, 0, 2);
  Add(census, 1, 2, 10);
  const Publication early = Next({}, census, 1);
  EXPECT_EQ(early.rows[0].Total(), std::nullopt);
  const Publication late = Next(early, census, 61);
  EXPECT_EQ(late.rows.size(), 1u);
  EXPECT_EQ(late.rows[0].Total(), 4u);
}

TEST(Publication, StaysUntilEnoughPersonsHaveChanged) {
  Census census{.slices = {"s"}};
  Add(census, 0, 5);
  Publication shown = Next({}, census, 1);
  Add(census, 0, 1, 100);
  Add(census, 0, 1, 101);
  shown = Next(shown, census, 2);
  EXPECT_EQ(shown.rows[1].Total(), 5u);
  EXPECT_EQ(shown.rows[1].as_of_us, kMinuteUs);
  Add(census, 0, 1, 102);
  shown = Next(shown, census, 3);
  EXPECT_EQ(shown.rows[1].Total(), 8u);
  EXPECT_EQ(shown.rows[1].as_of_us, 3 * kMinuteUs);
}

// One person's many candidates are one person's.
TEST(Publication, CountsPersonsNotCandidates) {
  Census census{.slices = {"s"}};
  for (int i = 0; i < 50; ++i) Add(census, 0, 2);
  EXPECT_FALSE(Renew({}, census, At(1)).has_value());
}

TEST(Publication, CandidatesOfUnknownPersonsCountForNobody) {
  Census census{.slices = {"s"}};
  for (int i = 0; i < 50; ++i) Add(census, 0, 1, 0);
  Add(census, 0, 2);
  EXPECT_FALSE(Renew({}, census, At(1)).has_value());
  Add(census, 0, 1, 3);
  Publication shown = Next({}, census, 1);
  EXPECT_EQ(shown.rows[1].Total(), 53u);
  // A person who is forgotten and an unknown one who comes are a change, if not of a number.
  census.candidates.back().person = 0;
  census.candidates.back().cell.reset();
  Add(census, 0, 1, 0);
  EXPECT_FALSE(Renew(shown, census, At(2)).has_value());
}

TEST(Publication, ASmallCellIsShownWithAnother) {
  Census census{.slices = {"s"}};
  Add(census, 0, 10);
  census.candidates[0].cell = Cell::kLeased;
  for (size_t i = 1; i < 4; ++i) census.candidates[i].cell = Cell::kOther;
  const Publication shown = Next({}, census, 1);
  EXPECT_EQ(shown.rows[1].Count(Cell::kLeased), std::nullopt);
  EXPECT_EQ(shown.rows[1].Count(Cell::kOther), std::nullopt);
  EXPECT_EQ(shown.rows[1].Count(Cell::kAvailable), 6u);
  EXPECT_EQ(shown.rows[1].Total(), 10u);
}

// Out of the sum of small slices, where that shows neither what is left nor who has grown.
TEST(Publication, ASliceThatGrowsGetsARowOfItsOwn) {
  Census joined{.slices = {"a", "b"}};
  Add(joined, 0, 2);
  Add(joined, 1, 2, 10);
  Publication shown = Next({}, joined, 61);
  ASSERT_EQ(shown.rows[0].Total(), 4u);
  Add(joined, 0, 4, 20);
  // What is left of the sum are two persons.
  shown = Next(shown, joined, 62);
  EXPECT_EQ(shown.rows.size(), 1u);
  EXPECT_EQ(shown.rows[0].Total(), 8u);
  Add(joined, 1, 4, 30);
  // What was left of the sum of before are two persons still.
  shown = Next(shown, joined, 63);
  EXPECT_EQ(shown.rows.size(), 1u);
  EXPECT_EQ(shown.rows[0].Total(), 12u);
  shown = Next(shown, joined, 64);
  EXPECT_EQ(shown.rows.size(), 2u);
  EXPECT_EQ(shown.rows[0].Total().value() + shown.rows[1].Total().value(), 12u);
}

TEST(Publication, WithdrawsWhatWasNotTrueForTooLong) {
  Census census{.slices = {"s"}};
  Add(census, 0, 5);
  Publication shown = Next({}, census, 1);
  census.candidates[0].cell.reset();
  shown = Next(shown, census, 600);
  EXPECT_EQ(shown.rows[1].Total(), 5u);
  shown = Next(shown, census, 601);
  EXPECT_EQ(shown.rows[1].Total(), std::nullopt);
  EXPECT_EQ(shown.rows[1].Count(Cell::kAvailable), std::nullopt);
  for (Observation& candidate : census.candidates) candidate.cell.reset();
  shown = Next(shown, census, 602);
  EXPECT_EQ(shown.rows[1].Total(), 0u);
}

TEST(Publication, NothingNewIsNoRenewal) {
  Census census{.slices = {"s"}};
  Add(census, 0, 5);
  const Publication shown = Next({}, census, 1);
  EXPECT_FALSE(Renew(shown, census, At(2)).has_value());
}

TEST(Publication, TheOldestIsThatOfThePersonOfRankK) {
  Census census{.slices = {"s"}};
  Add(census, 0, 5);
  EXPECT_EQ(Next({}, census, 10).oldest_available_us, 2 * kMinuteUs);
}

TEST(SafeStep, TheFinestGroupingShowsEveryCell) {
  std::vector<Contribution> persons(3);
  for (Contribution& person : persons) person.now = {1, 1, 1, 1};
  const auto grouping = NextGrouping(persons, {}, 3);
  ASSERT_TRUE(grouping.has_value());
  EXPECT_EQ(grouping->size(), kCells);
  EXPECT_FALSE(NextGrouping(persons, {}, 4).has_value());
}

// 3 leased of one publication are what was hidden in another.
TEST(SafeStep, ACellThatWasHiddenIsNotShownWhileTheRestStays) {
  std::vector<Contribution> persons(8);
  for (size_t i = 0; i < 8; ++i) {
    persons[i].before = {0, i < 2 ? 1u : 0u, 0, i < 2 ? 0u : 1u};
    persons[i].now = {0, i < 5 ? 1u : 0u, 0, i < 2 ? 0u : 1u};
  }
  const Grouping hidden = {SetOf(Cell::kAvailable), SetOf(Cell::kLabeled),
                           static_cast<CellSet>(SetOf(Cell::kLeased) | SetOf(Cell::kOther))};
  EXPECT_FALSE(IsSafeStep(persons, hidden, Groupings().front(), 3));
}

}  // namespace
}  // namespace winnow::disclosure
