// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/decision/release_decision.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "tests/server/release/decision/random_estimate.h"
#include "tests/testing/seed.h"

namespace winnow::release {
namespace {

using ::testing::HasSubstr;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Interval EndsOf(const Comparison& comparison, double tail) {
  return *IntervalOf(*comparison.estimate, Scope::kTraffic, tail);
}

// Holm's procedure step by step on intervals: as long as the lower end of one that is left is above
// its budget at the family's tail over those that are left, it falls.
std::set<std::size_t> BlockedByIntervals(const std::vector<Comparison>& comparisons,
                                         const DecisionRules& rules) {
  std::set<std::size_t> left;
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    if (EvidenceOf(comparisons[i].estimate, rules) == Evidence::kEnough) left.insert(i);
  }
  std::set<std::size_t> blocked;
  while (!left.empty()) {
    const double tail = rules.FamilyTail() / static_cast<double>(left.size());
    const auto falls = std::find_if(left.begin(), left.end(), [&](std::size_t i) {
      return EndsOf(comparisons[i], tail).lower > comparisons[i].budget;
    });
    if (falls == left.end()) break;
    blocked.insert(*falls);
    left.erase(falls);
  }
  return blocked;
}

class RandomFamily : public ::testing::Test {
 protected:
  RandomFamily() : seed_(testing::Seed()), dice_(seed_), trace_(__FILE__, __LINE__, seed_) {}

  std::vector<Comparison> Next() {
    std::vector<Comparison> comparisons(1 + dice_.Below(8));
    for (Comparison& comparison : comparisons) {
      comparison.budget = dice_.Chance(30) ? 0 : Between(dice_, 0, 0.05);
      if (dice_.Chance(5)) continue;
      comparison.estimate = RandomEstimate(dice_);
      if (dice_.Chance(5)) comparison.estimate->sampled_clusters = dice_.Below(7);
      if (dice_.Chance(5)) comparison.estimate->zero.draws = dice_.Below(5);
    }
    return comparisons;
  }

  uint32_t seed_;
  selection::Dice dice_;
  ::testing::ScopedTrace trace_;
};

TEST_F(RandomFamily, IsDecidedAsByIntervalsStepByStep) {
  int seen[3] = {};
  for (int i = 0; i < 2000; ++i) {
    DecisionRules rules;
    rules.looks = 1 + dice_.Below(3);
    const std::vector<Comparison> comparisons = Next();
    const auto decision = DecideRelease(comparisons, rules);
    const std::set<std::size_t> blocked = BlockedByIntervals(comparisons, rules);
    std::vector<Verdict> verdicts;
    for (std::size_t k = 0; k < comparisons.size(); ++k) {
      const bool has_evidence = EvidenceOf(comparisons[k].estimate, rules) == Evidence::kEnough;
      Verdict expected = blocked.contains(k) ? Verdict::kBlock : Verdict::kUndecided;
      if (has_evidence && EndsOf(comparisons[k], rules.PassTail()).upper < comparisons[k].budget) {
        ASSERT_NE(expected, Verdict::kBlock);
        expected = Verdict::kPass;
      }
      ASSERT_EQ(decision->findings[k].verdict, expected);
      ASSERT_EQ(decision->findings[k].need.binding == Binding::kNothing,
                expected != Verdict::kUndecided);
      verdicts.push_back(expected);
    }
    ASSERT_EQ(decision->verdict, CombinedVerdict(verdicts));
    ++seen[static_cast<int>(decision->verdict)];
  }
  for (const int count : seen) EXPECT_GT(count, 50) << "a verdict that hardly came up";
}

bool AnyOther(const ReleaseDecision& before, const ReleaseDecision& after, Verdict verdict) {
  for (std::size_t i = 0; i < before.findings.size(); ++i) {
    if (after.findings[i].verdict == verdict && before.findings[i].verdict != verdict) return true;
  }
  return false;
}

TEST_F(RandomFamily, IsEasierToPassAndHarderToBlockUnderALargerBudgetOrABetterEstimate) {
  for (int i = 0; i < 2000; ++i) {
    std::vector<Comparison> comparisons = Next();
    const auto before = DecideRelease(comparisons, DecisionRules());
    Comparison& changed = comparisons[dice_.Below(comparisons.size())];
    if (changed.estimate && dice_.Chance(50)) {
      changed.estimate->change -= Between(dice_, 0, 0.05);
    } else {
      changed.budget += Between(dice_, 0, 0.05);
    }
    const auto after = DecideRelease(comparisons, DecisionRules());
    ASSERT_FALSE(AnyOther(*before, *after, Verdict::kBlock));
    ASSERT_FALSE(AnyOther(*after, *before, Verdict::kPass));
  }
}

TEST_F(RandomFamily, DecidesNoMoreWithSmallerTailsOrMoreLooks) {
  for (int i = 0; i < 2000; ++i) {
    const std::vector<Comparison> comparisons = Next();
    const auto before = DecideRelease(comparisons, DecisionRules());
    DecisionRules strict;
    strict.pass_tail *= Between(dice_, 0.01, 1);
    strict.family_tail *= Between(dice_, 0.01, 1);
    strict.looks = 1 + dice_.Below(5);
    const auto after = DecideRelease(comparisons, strict);
    ASSERT_FALSE(AnyOther(*before, *after, Verdict::kBlock));
    ASSERT_FALSE(AnyOther(*before, *after, Verdict::kPass));
  }
}

TEST_F(RandomFamily, TestsEachLookAtItsPartOfTheTails) {
  for (int i = 0; i < 200; ++i) {
    const std::vector<Comparison> comparisons = Next();
    DecisionRules looks;
    looks.looks = 4;
    DecisionRules quarter;
    quarter.pass_tail /= 4;
    quarter.family_tail /= 4;
    const auto a = DecideRelease(comparisons, looks);
    const auto b = DecideRelease(comparisons, quarter);
    for (std::size_t k = 0; k < comparisons.size(); ++k) {
      EXPECT_EQ(a->findings[k].verdict, b->findings[k].verdict);
      EXPECT_EQ(a->findings[k].interval.upper, b->findings[k].interval.upper);
    }
  }
}

ChangeEstimate ClearlyBetter() {
  ChangeEstimate estimate;
  estimate.change = -0.1;
  estimate.traffic = {1e-6, 20};
  estimate.frame = {1e-7, 20};
  estimate.zero = {false, 50, 1, 0};
  estimate.sampled_clusters = 21;
  estimate.counts.random_draws = 50;
  return estimate;
}

Verdict VerdictOf(const ChangeEstimate& estimate) {
  return DecideRelease({{estimate, 0.01}}, DecisionRules())->verdict;
}

TEST(DecideRelease, PassesWhatIsClearlyBelowItsBudget) {
  EXPECT_EQ(VerdictOf(ClearlyBetter()), Verdict::kPass);
}

TEST(DecideRelease, NeedsFiveDrawsWhereSomethingIsLeftToChance) {
  ChangeEstimate estimate = ClearlyBetter();
  estimate.zero.draws = 5;
  EXPECT_EQ(VerdictOf(estimate), Verdict::kPass);
  estimate.zero.draws = 4;
  EXPECT_EQ(EvidenceOf(estimate, DecisionRules()), Evidence::kTooFewDraws);
  EXPECT_EQ(VerdictOf(estimate), Verdict::kUndecided);
}

TEST(DecideRelease, NeedsDrawsInEachSliceThatCouldDiffer) {
  ChangeEstimate estimate = ClearlyBetter();
  estimate.zero.undrawn = 0.01;
  EXPECT_EQ(EvidenceOf(estimate, DecisionRules()), Evidence::kTooFewDraws);
}

TEST(DecideRelease, NeedsNoDrawsOfACensus) {
  ChangeEstimate census = ClearlyBetter();
  census.zero = {true, 0, 0, 0};
  census.counts.random_draws = 0;
  EXPECT_EQ(EvidenceOf(census, DecisionRules()), Evidence::kEnough);
  EXPECT_EQ(VerdictOf(census), Verdict::kPass);
}

TEST(DecideRelease, NeedsSevenSampledClusters) {
  ChangeEstimate estimate = ClearlyBetter();
  estimate.sampled_clusters = 7;
  EXPECT_EQ(VerdictOf(estimate), Verdict::kPass);
  estimate.sampled_clusters = 6;
  EXPECT_EQ(EvidenceOf(estimate, DecisionRules()), Evidence::kTooFewClusters);
  EXPECT_EQ(VerdictOf(estimate), Verdict::kUndecided);
}

// Six draws of speaker 0, and one of each other speaker that nobody will label.
TEST(DecideRelease, KnowsNothingOfSpeakersWhoseDrawsHaveNoOutcome) {
  FrameTotals frame(0);
  std::vector<SampledItem> drawn;
  for (uint64_t i = 0; i < 12; ++i) {
    const uint64_t speaker = i < 6 ? 0 : i - 5;
    const FrameItem item = {.cluster = speaker, .incumbent_words = 100, .bound = 2, .size = 1};
    ASSERT_TRUE(frame.Add(item).ok());
    drawn.push_back({item, 0.5, Outcome::kMissing});
    if (speaker == 0) drawn.back() = {item, 0.5, Outcome::kLabelled, i % 2 - 1.5, 100};
  }
  const auto totals = EstimateTotals(frame, *LabelledSample::Make(drawn, 0), Greg(), {0});
  ASSERT_TRUE(totals.ok()) << totals.status();
  const auto decision = DecideRelease({{ChangeOf(*totals), 0.5}}, DecisionRules());
  EXPECT_EQ(decision->findings[0].evidence, Evidence::kTooFewClusters);
  EXPECT_EQ(decision->verdict, Verdict::kUndecided);
}

TEST(DecideRelease, LeavesComparisonsWithoutEvidenceOutOfTheFamily) {
  ChangeEstimate worse = ClearlyBetter();
  worse.change = 0.01 + 2.0 * 1e-3;  // p = 0.03 alone
  ChangeEstimate little = worse;
  little.sampled_clusters = 3;
  const auto decision = DecideRelease({{worse, 0.01}, {little, 0.01}, {}}, DecisionRules());
  EXPECT_EQ(decision->findings[0].adjusted_p_value, decision->findings[0].p_value);
  EXPECT_EQ(decision->findings[0].verdict, Verdict::kBlock);
  EXPECT_EQ(decision->findings[1].verdict, Verdict::kUndecided);
  EXPECT_EQ(decision->findings[2].evidence, Evidence::kNoEstimate);
  EXPECT_EQ(decision->verdict, Verdict::kBlock);
}

TEST(DecideRelease, SaysTheLeastThatEvidenceNeeds) {
  ChangeEstimate few_draws = ClearlyBetter();
  few_draws.zero.draws = 2;
  ChangeEstimate few_clusters = ClearlyBetter();
  few_clusters.sampled_clusters = 3;
  const auto decision =
      DecideRelease({{few_draws, 0.01}, {few_clusters, 0.01}, {}}, DecisionRules());
  EXPECT_EQ(decision->findings[0].need.binding, Binding::kDraws);
  EXPECT_EQ(decision->findings[0].need.draws, 7u) << "a draw reaches one cluster at most";
  EXPECT_EQ(decision->findings[1].need.binding, Binding::kClusters);
  EXPECT_EQ(decision->findings[1].need.clusters, 7u);
  EXPECT_EQ(decision->findings[2].need.binding, Binding::kDraws);
}

TEST(DecideRelease, WaitsForLabelsWhereTheirDrawsAreEnough) {
  ChangeEstimate waiting = ClearlyBetter();
  waiting.zero.draws = 3;
  waiting.zero.missing = 17;
  ChangeEstimate slice_waiting = ClearlyBetter();
  slice_waiting.zero.undrawn = 0.01;
  ChangeEstimate untouched = slice_waiting;
  untouched.zero.untouched = 0.01;
  ChangeEstimate speakers_waiting = ClearlyBetter();
  speakers_waiting.sampled_clusters = 3;
  speakers_waiting.drawn_clusters = 7;
  const auto decision = DecideRelease(
      {{waiting, 0.01}, {slice_waiting, 0.01}, {untouched, 0.01}, {speakers_waiting, 0.01}},
      DecisionRules());
  const auto binding = [&](std::size_t i) { return decision->findings[i].need.binding; };
  EXPECT_EQ(binding(0), Binding::kMissingLabels);
  EXPECT_EQ(binding(1), Binding::kMissingLabels);
  EXPECT_EQ(binding(2), Binding::kDraws) << "a slice that nothing was drawn of";
  EXPECT_EQ(binding(3), Binding::kMissingLabels);
}

TEST(DecideRelease, OfNothingIsUndecided) {
  EXPECT_EQ(DecideRelease({}, DecisionRules())->verdict, Verdict::kUndecided);
}

TEST(DecideRelease, AsksForAnImprovementUnderABudgetOfZero) {
  ChangeEstimate same = ClearlyBetter();
  same.change = 0;
  same.traffic.variance = 0;
  EXPECT_EQ(DecideRelease({{same, 0}}, DecisionRules())->verdict, Verdict::kUndecided);
  EXPECT_EQ(DecideRelease({{same, 1e-9}}, DecisionRules())->verdict, Verdict::kPass);
}

struct BadComparison {
  std::string says;
  std::function<void(Comparison&)> spoil;
};

TEST(DecideRelease, RefusesWhatNoEstimateAndNoBudgetCanBe) {
  const BadComparison cases[] = {
      {"budget", [](Comparison& c) { c.budget = -0.01; }},
      {"budget", [](Comparison& c) { c.budget = kNan; }},
      {"budget", [](Comparison& c) { c.budget = kInfinity; }},
      {"change", [](Comparison& c) { c.estimate->change = kNan; }},
      {"change", [](Comparison& c) { c.estimate->change = -kInfinity; }},
      {"0 or more", [](Comparison& c) { c.estimate->traffic.variance = -1; }},
      {"0 or more", [](Comparison& c) { c.estimate->traffic.degrees = kNan; }},
      {"0 or more", [](Comparison& c) { c.estimate->frame.variance = kNan; }},
      {"0 or more", [](Comparison& c) { c.estimate->missing_widening = -1; }},
      {"0 or more", [](Comparison& c) { c.estimate->zero.reach = kNan; }},
      {"0 or more", [](Comparison& c) { c.estimate->zero.undrawn = -1; }},
  };
  for (const BadComparison& c : cases) {
    Comparison bad{ClearlyBetter(), 0.01};
    c.spoil(bad);
    const absl::Status status =
        DecideRelease({{ClearlyBetter(), 0.01}, bad}, DecisionRules()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(status.message(), HasSubstr("comparison 1: "));
    EXPECT_THAT(status.message(), HasSubstr(c.says));
  }
}

TEST(DecideRelease, RefusesRulesThatDecideNothing) {
  const std::function<void(DecisionRules&)> cases[] = {
      [](DecisionRules& r) { r.pass_tail = 0; },     [](DecisionRules& r) { r.pass_tail = 0.6; },
      [](DecisionRules& r) { r.family_tail = 0; },   [](DecisionRules& r) { r.family_tail = kNan; },
      [](DecisionRules& r) { r.looks = 0; },         [](DecisionRules& r) { r.least_draws = 0; },
      [](DecisionRules& r) { r.least_clusters = 1; }};
  for (const auto& spoil : cases) {
    DecisionRules rules;
    spoil(rules);
    EXPECT_EQ(DecideRelease({}, rules).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace winnow::release
