// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// Ranks and prospects against a naive sort and against the draws themselves.
#include "server/selection/rank.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "server/selection/prospect.h"
#include "server/selection/sampler.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::selection {
namespace {

constexpr uint64_t kCases = 300;

// Runs `check(random, frame)` on many random cases.
template <typename Check>
void ForEachCase(Check check) {
  std::printf("random cases, seeds 1 to %llu\n", static_cast<unsigned long long>(kCases));
  for (uint64_t seed = 1; seed <= kCases; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const RandomCase random = MakeAnyCase(seed);
    const TestFrame frame(random.policy, random.pool, seed);
    check(random, frame);
    if (testing::Test::HasFatalFailure()) return;
  }
}

std::vector<RankedSlice> SlicesOf(const RandomCase& random, const TestFrame& frame) {
  std::vector<RankedSlice> slices;
  for (const SliceFacts& facts : random.pool.slices) {
    const bool by_score = random.policy.allocation == v1::ALLOCATION_KIND_BY_SCORE;
    slices.push_back(
        {frame.slice_no(facts.id), by_score ? SliceTerm(random.policy, facts) : Micros{0}});
  }
  return slices;
}

// Every candidate of `slices` as the merge compares it, best first: the naive sort.
std::vector<Ranked> Sorted(const TestFrame& frame, const CandidateOrder& order,
                           const std::vector<RankedSlice>& slices, std::size_t candidates) {
  std::map<SliceNo, Micros> terms;
  for (const RankedSlice& ranked : slices) terms[ranked.slice] = ranked.slice_term;
  std::vector<Ranked> all;
  for (CandidateNo no = 0; no < candidates; ++no) {
    const Member& member = frame.frame().index.At(no);
    if (terms.count(member.slice) == 0) continue;
    all.push_back({member.score + terms[member.slice], member.id_hash, no});
  }
  std::sort(all.begin(), all.end(),
            [&](const Ranked& a, const Ranked& b) { return order.Before(a, b); });
  return all;
}

TEST(Rank, IsThePlaceOfANaiveSortOverSliceAndQueue) {
  ForEachCase([](const RandomCase& random, const TestFrame& frame) {
    const std::vector<RankedSlice> slices = SlicesOf(random, frame);
    const CandidateOrder order(frame, random.policy.break_ties_by_id);
    const auto check = [&](const std::vector<RankedSlice>& ranked) {
      uint64_t place = 0;
      for (const Ranked& subject : Sorted(frame, order, ranked, random.pool.records.size())) {
        ++place;
        const Rank rank = RankOf(frame.frame().index, order, {subject, ranked});
        ASSERT_EQ(rank, (Rank{place, place})) << frame.Id(subject.no);
      }
    };
    check(slices);
    for (const RankedSlice& slice : slices) check({slice});
  });
}

TEST(Rank, ThatIsNotComparedOneByOneHoldsTheTrueOneBetweenItsEnds) {
  uint64_t open = 0;
  ForEachCase([&](const RandomCase& random, const TestFrame& frame) {
    const std::vector<RankedSlice> slices = SlicesOf(random, frame);
    const CandidateOrder order(frame, random.policy.break_ties_by_id);
    uint64_t place = 0;
    for (const Ranked& subject : Sorted(frame, order, slices, random.pool.records.size())) {
      ++place;
      const Rank rank = RankOf(frame.frame().index, order, {subject, slices, place % 7});
      ASSERT_LE(rank.first, place);
      ASSERT_GE(rank.last, place);
      ASSERT_LE(rank.last, random.pool.records.size());
      open += rank.first < rank.last ? 1 : 0;
    }
  });
  EXPECT_GT(open, 1000u);
}

TEST(Rank, OfACandidateOutsideTheIndexIsThePlaceThatItWouldHave) {
  ForEachCase([](const RandomCase& random, const TestFrame& const_frame) {
    TestFrame frame(random.policy, random.pool, 1);
    const std::vector<RankedSlice> slices = SlicesOf(random, frame);
    const CandidateOrder order(frame, random.policy.break_ties_by_id);
    uint64_t place = 0;
    for (const Ranked& subject : Sorted(frame, order, slices, random.pool.records.size())) {
      if (++place % 9 != 0) continue;
      const Member member = frame.index().At(subject.no);
      frame.index().Erase(subject.no);
      EXPECT_EQ(RankOf(frame.index(), order, {subject, slices}), (Rank{place, place}));
      frame.index().Insert({subject.no, member.slice, member.score, member.id_hash});
    }
    EXPECT_EQ(frame.index().TotalCount(), const_frame.frame().index.TotalCount());
  });
}

// EXPLOIT and FILL are certain: a prospect names them for exactly the items of every draw. EXPLORE
// draws from no cell but those whose numbers the prospect gives.
TEST(Prospect, IsWhatDrawsWithAnySeedDo) {
  uint64_t drawn = 0;
  uint64_t capped = 0;
  ForEachCase([&](const RandomCase& random, const TestFrame& frame) {
    InlineExecutor executor;
    const DrawResult result = Draw(random.policy, frame.frame(), {random.batch, 99, {}}, executor);
    std::map<CandidateNo, DrawItem> items;
    for (const DrawItem& item : result.items) items[item.no] = item;
    for (CandidateNo no = 0; no < random.pool.records.size(); no += 3) {
      const Prospect prospect =
          ProspectOf(random.policy, frame.frame(), {random.batch, no, {}}, no);
      capped += prospect.full_caps.empty() ? 0 : 1;
      const auto it = items.find(no);
      if (it == items.end()) {
        ASSERT_TRUE(prospect.arm == v1::ARM_UNSPECIFIED || prospect.arm == v1::ARM_EXPLORE);
        continue;
      }
      ASSERT_EQ(prospect.arm, it->second.arm);
      ASSERT_EQ(prospect.cell_candidates, it->second.cell_candidates);
      ASSERT_EQ(prospect.cell_expectation, it->second.cell_expectation);
      drawn += prospect.arm == v1::ARM_EXPLORE ? 1 : 0;
    }
  });
  EXPECT_GT(drawn, 100u);
  EXPECT_GT(capped, 100u);
}

// The probabilities of all candidates add up to the batch.
TEST(Prospect, ProbabilitiesAddUpToTheItemsOfTheBatch) {
  ForEachCase([](const RandomCase& random, const TestFrame& frame) {
    InlineExecutor executor;
    const DrawResult result = Draw(random.policy, frame.frame(), {random.batch, 5, {}}, executor);
    if (random.pool.records.size() > 150) return;
    double sum = 0;
    for (CandidateNo no = 0; no < random.pool.records.size(); ++no) {
      const Prospect prospect = ProspectOf(random.policy, frame.frame(), {random.batch, 7, {}}, no);
      if (prospect.arm == v1::ARM_EXPLOIT || prospect.arm == v1::ARM_FILL) sum += 1;
      if (prospect.arm == v1::ARM_EXPLORE) {
        sum += static_cast<double>(prospect.cell_expectation) / static_cast<double>(kUnitsPerSlot) /
               static_cast<double>(prospect.cell_candidates);
      }
    }
    ASSERT_NEAR(sum, static_cast<double>(result.items.size()), 1e-6);
  });
}

}  // namespace
}  // namespace winnow::selection
