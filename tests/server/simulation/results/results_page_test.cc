// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/page/results_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/simulation/results/page/headline.h"
#include "server/simulation/results/page/loss.h"
#include "server/simulation/results/page/plot_axis.h"
#include "server/simulation/results/page/svg_shapes.h"
#include "tests/server/simulation/results/sample_results.h"

namespace winnow::simulation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string PageOf(const Results& results) { return ResultsPage(results, Summarize(results)); }

std::size_t CountOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

std::vector<std::string> Texts(const std::vector<PlotAxis::Mark>& marks) {
  std::vector<std::string> texts;
  for (const PlotAxis::Mark& mark : marks) texts.push_back(mark.text);
  return texts;
}

// Two policies and random: release-evaluation errs more than random with 100 labels, and "other"
// less than both.
Results ThreePolicies() {
  Results results;
  results.plan = SmallPlan({2, 0}, 2);
  results.plan.add_policies("release-evaluation");
  for (uint32_t replicate = 0; replicate < 2; ++replicate) {
    results.draws.push_back(DrawOf({0, 0, replicate, {1.5, 0}}));
    results.draws.push_back(DrawOf({1, 0, replicate, {2, 0.25}}));
    results.draws.push_back(DrawOf({2, 0, replicate, {0.25, 0.25}}));
    results.draws.push_back(DrawOf({0, 1, replicate, {1.5, 0}}));
    results.draws.push_back(DrawOf({2, 1, replicate, {1.75, 0}}));
  }
  return results;
}

TEST(ResultsPageTest, WithoutTheShippedPolicySlicesAreThoseOfTheFirstThatIsNotRandom) {
  Results results = ThreePolicies();
  EXPECT_THAT(PageOf(results), HasSubstr("<h3>Slices under release-evaluation with 400 labels"));
  results.plan.set_policies(2, "mine.json");
  results.draws.push_back(DrawOf({1, 1, 0, {2, 0.25}}));
  EXPECT_THAT(PageOf(results), HasSubstr("<h3>Slices under other with 400 labels"));
  for (int policy : {1, 2}) results.plan.mutable_policies(policy)->insert(0, "x-");
  EXPECT_THAT(PageOf(results), HasSubstr("<h3>Slices under x-other with 400 labels"));
}

TEST(ResultsPageTest, TagsOpenAndCloseInPairs) {
  for (const Results& results : {SampleResults(), BareResults(), HostileResults()}) {
    const std::string page = PageOf(results);
    for (const std::string tag : {"section", "table", "tbody", "tr", "td", "figure", "svg", "g",
                                  "text", "div", "p", "ul", "main", "span", "h2", "title"}) {
      EXPECT_EQ(
          CountOf(page, absl::StrCat("<", tag, ">")) + CountOf(page, absl::StrCat("<", tag, " ")),
          CountOf(page, absl::StrCat("</", tag, ">")))
          << tag;
    }
  }
}

TEST(ResultsPageTest, WhatIsNoLiteralIsEscaped) {
  const std::string page = PageOf(HostileResults());
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("<b>source")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_THAT(page, HasSubstr("&lt;style&gt;*{display:none}&lt;/style&gt;"));
}

TEST(ResultsPageTest, WhatWasGeneratedAndWhatTakesNoPartIsSaid) {
  const std::string page = PageOf(SampleResults());
  EXPECT_THAT(page, HasSubstr("Speakers are groups of 20 recordings in a row."));
  EXPECT_THAT(page, HasSubstr("71 rows: in 3 slices of fewer than 40 candidates"));
  EXPECT_THAT(page, HasSubstr("Nothing: all is as it was recorded."));
}

TEST(ResultsPageTest, APlanWithoutDrawsOrWithoutRandomIsAPageThatSaysSo) {
  Results empty;
  empty.plan = SmallPlan({1.0}, 2);
  EXPECT_THAT(PageOf(empty), HasSubstr("There are no draws."));
  EXPECT_THAT(PageOf(empty), HasSubstr("nothing is compared"));
  Results without = ThreePolicies();
  without.plan.set_policies(0, "uniform");
  EXPECT_THAT(PageOf(without), HasSubstr("has no policy random"));
}

TEST(ResultsPageTest, SettledStandsInTheBannerForBothPolicies) {
  Results results = ThreePolicies();
  // Both draws of release-evaluation with 100 labels, one slice of two; of random none.
  for (v1::SimulationDraw& draw : results.draws) {
    if (draw.policy() == 2 && draw.budget() == 0) draw.set_half_width_nano(0, 0);
  }
  EXPECT_THAT(PageOf(results), HasSubstr("with 100 labels; UNDECIDED 100.0 %, random "
                                         "100.0 %; settled about the pool 50.0 %, random 0.0 %"));
}

TEST(ResultsPageTest, WhySlicesStayUndecidedIsSaidAtTheNeeds) {
  Results results = ThreePolicies();
  for (v1::SimulationDraw& draw : results.draws) {
    if (draw.policy() == 0 && draw.budget() == 1)
      draw.set_verdicts(0, v1::SIMULATED_VERDICT_UNDECIDED_FOR_CLUSTERS);
  }
  EXPECT_THAT(PageOf(results), HasSubstr("2.0 of 2<br><span class=\"small\">1.0 for want of "
                                         "speakers</span>"));
}

TEST(ResultsPageTest, OfManySlicesThePlotShowsThoseOfTheLargestError) {
  const std::string page = PageOf(WideResults(100));
  EXPECT_EQ(CountOf(page, "<g class=\"row"), 60);
  EXPECT_THAT(page, HasSubstr("Shown are the 60 slices of the largest error of 100."));
}

TEST(LossTest, LossesAreFoundByTheirPointFigures) {
  const Summary summary = Summarize(ThreePolicies());
  const std::vector<PolicyLosses> all = LossesOf(summary);
  ASSERT_EQ(all.size(), 2);
  const PolicyLosses& shipped = all[0];  // before the others
  EXPECT_EQ(shipped.policy, 2);
  EXPECT_EQ(shipped.cells, 2);
  ASSERT_EQ(shipped.lost.size(), 1);
  EXPECT_TRUE(shipped.lost[0].error && shipped.lost[0].missed);
  EXPECT_FALSE(shipped.lost[0].false_blocks || shipped.lost[0].undecided);
  EXPECT_TRUE(shipped.lost[0].error_is_sure);    // all replicates are alike
  EXPECT_FALSE(shipped.lost[0].missed_is_sure);  // two pairs show nothing
  EXPECT_EQ(shipped.slices, 4);
  ASSERT_EQ(shipped.worse.size(), 2);
  EXPECT_EQ(shipped.worse[0].slice, 0);
  EXPECT_DOUBLE_EQ(shipped.worse[0].Excess(), 1.25);
  EXPECT_EQ(all[1].cells, 1);
  EXPECT_TRUE(all[1].lost.empty());
  EXPECT_EQ(all[1].worse.size(), 1);
}

TEST(LossTest, TheBestOtherIsTheOneWithTheLeast) {
  const Summary summary = Summarize(ThreePolicies());
  EXPECT_EQ(LeastError(summary, {0, 2, 0})->key.policy, 1);
  EXPECT_EQ(LeastError(summary, {0, 1, 0})->key.policy, 0);
  EXPECT_EQ(FewestMissed(summary, {0, 2, 0})->key.policy, 0);  // the first of equals
  EXPECT_EQ(LeastError(summary, {0, 2, 1})->key.policy, 0);    // "other" has no draws
}

TEST(HeadlineTest, RatiosAreAveragedAsRatiosAndSlicesAreSummed) {
  Results results = ThreePolicies();
  *results.plan.add_tasks() = results.plan.tasks(0);
  results.plan.mutable_tasks(1)->set_task("second");
  for (std::size_t i = 0, count = results.draws.size(); i < count; ++i) {
    v1::SimulationDraw draw = results.draws[i];
    draw.set_task(1);
    if (draw.policy() == 2) draw.set_change_nano(0, 17'500'000);  // errs by (0.25 + x) / 2
    results.draws.push_back(draw);
  }
  // In the first of both draws of each task the slice of +2 is settled: 0.25 is wrong, 1.75 right.
  for (v1::SimulationDraw& draw : results.draws) {
    if (draw.policy() != 2 || draw.budget() != 0 || draw.replicate() != 0) continue;
    draw.set_half_width_nano(0, draw.task() == 0 ? 1'000'000 : 12'000'000);
    if (draw.task() == 0) draw.set_verdicts(0, v1::SIMULATED_VERDICT_UNDECIDED_FOR_CLUSTERS);
  }
  const Headline headline = HeadlineOf(Summarize(results), 2, 0);
  EXPECT_EQ(headline.tasks, 2);
  EXPECT_EQ(headline.compared, 2);
  // Errors 1 and 0.25 against 0.25: ratios 4 and 1.
  EXPECT_NEAR(headline.error_ratio.value(), 2, 1e-12);
  EXPECT_NEAR(headline.least_ratio, 1, 1e-12);
  EXPECT_NEAR(headline.most_ratio, 4, 1e-12);
  EXPECT_DOUBLE_EQ(headline.missed.value(), 1);
  EXPECT_DOUBLE_EQ(headline.undecided, 4);
  EXPECT_DOUBLE_EQ(headline.undecided_for_clusters, 0.5);
  EXPECT_DOUBLE_EQ(headline.settled, 1);
  EXPECT_DOUBLE_EQ(headline.settled_wrong, 0.5);
  EXPECT_EQ(headline.slices, 4);
}

TEST(PlotAxisTest, ALinearAxisHasRoundMarksInItsRange) {
  const PlotAxis axis(AxisKind::kLinear, {0, 4.7}, {100, 0});
  EXPECT_THAT(Texts(axis.Marks(6)), ElementsAre("0", "1", "2", "3", "4"));
  EXPECT_GT(axis.At(0), axis.At(4.7));  // it goes up
  EXPECT_LE(axis.At(-100), 100);
  EXPECT_GE(axis.At(100), 0);
}

TEST(PlotAxisTest, ALogarithmicAxisHasEqualStepsForEqualRatios) {
  const PlotAxis axis(AxisKind::kLogarithmic, {0.1, 10}, {0, 300});
  EXPECT_NEAR(axis.At(1) - axis.At(0.1), axis.At(10) - axis.At(1), 1e-9);
  EXPECT_THAT(Texts(axis.Marks(9)), ElementsAre("0.1", "0.2", "0.5", "1", "2", "5", "10"));
  EXPECT_GE(axis.At(0), 0);
  EXPECT_GE(axis.At(-1), 0);
}

TEST(PlotAxisTest, AShortLogarithmicAxisHasMarksToo) {
  const PlotAxis axis(AxisKind::kLogarithmic, {1.4, 3.3}, {0, 300});
  EXPECT_THAT(Texts(axis.Marks(9)), ElementsAre("1.5", "2", "3"));
}

TEST(PlotAxisTest, AnAxisOfOneValueOrNoneHasAWidth) {
  const PlotAxis one(AxisKind::kLinear, {3}, {0, 100});
  EXPECT_NEAR(one.At(3), 50, 1e-6);
  EXPECT_GT(one.At(4), one.At(3));
  const PlotAxis none(AxisKind::kLinear, {}, {0, 100});
  EXPECT_LT(none.Marks(5).size(), 8);
}

TEST(ShortNameTest, NamesAreCutInTheMiddleBetweenCharacters) {
  EXPECT_EQ(ShortName("short", 20), "short");
  EXPECT_EQ(ShortName("abcdefghijklmnopqrstuvwxyz", 12), "abcde..vwxyz");
  const std::string name = ShortName("\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4", 9);
  EXPECT_EQ(name, "\u00e4..\u00e4\u00e4");
}

}  // namespace
}  // namespace winnow::simulation
