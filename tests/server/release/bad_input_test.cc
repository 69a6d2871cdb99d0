// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// What no frame and no sample can be is refused with a word on what is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "server/release/change_estimate.h"
#include "server/release/domain_totals.h"
#include "server/release/staged_totals.h"

namespace winnow::release {
namespace {

using ::testing::HasSubstr;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

FrameItem GoodItem() {
  return {.slice = 3, .cluster = 7, .incumbent_words = 10, .bound = 2, .size = 1, .x = {2}};
}

SampledItem GoodDraw() { return {GoodItem(), 0.5, Outcome::kLabelled, 1, 9}; }

struct ItemCase {
  std::string says;
  std::function<void(FrameItem&)> spoil;
};

TEST(BadInput, FrameItemsAreRefusedOneByOne) {
  const ItemCase cases[] = {
      {"regressors, not 1", [](FrameItem& i) { i.x.push_back(0); }},
      {"regressors, not 1", [](FrameItem& i) { i.x.clear(); }},
      {"finite", [](FrameItem& i) { i.x[0] = kNan; }},
      {"finite", [](FrameItem& i) { i.x[0] = -kInfinity; }},
      {"members", [](FrameItem& i) { i.members = 0; }},
      {"members", [](FrameItem& i) { i.members = kNan; }},
      {"incumbent words", [](FrameItem& i) { i.incumbent_words = -1; }},
      {"incumbent words", [](FrameItem& i) { i.incumbent_words = kInfinity; }},
      {"bound", [](FrameItem& i) { i.bound = -0.5; }},
      {"bound", [](FrameItem& i) { i.bound = kNan; }},
      {"size measure", [](FrameItem& i) { i.size = -1; }},
      {"size measure", [](FrameItem& i) { i.size = kNan; }},
  };
  for (const ItemCase& c : cases) {
    FrameItem item = GoodItem();
    c.spoil(item);
    FrameTotals frame(1);
    const absl::Status status = frame.Add(item);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.says;
    EXPECT_THAT(status.message(), HasSubstr(c.says));
    EXPECT_THAT(status.message(), HasSubstr("slice 3, cluster 7"));
    EXPECT_EQ(frame.Find(3), nullptr) << "the frame is as before";
    SampledItem drawn = GoodDraw();
    c.spoil(drawn.item);
    EXPECT_THAT(LabelledSample::Make({drawn}, 1).status().message(), HasSubstr(c.says));
  }
}

struct DrawCase {
  std::string says;
  std::function<void(SampledItem&)> spoil;
};

TEST(BadInput, DrawnItemsAreRefusedOneByOne) {
  const DrawCase cases[] = {
      {"probability", [](SampledItem& d) { d.pi = 0; }},
      {"probability", [](SampledItem& d) { d.pi = -0.5; }},
      {"probability", [](SampledItem& d) { d.pi = 1.0000001; }},
      {"probability", [](SampledItem& d) { d.pi = kNan; }},
      {"difference", [](SampledItem& d) { d.y = kNan; }},
      {"difference", [](SampledItem& d) { d.y = kInfinity; }},
      {"reference words", [](SampledItem& d) { d.reference_words = -1; }},
      {"reference words", [](SampledItem& d) { d.reference_words = kNan; }},
      {"only a labelled item", [](SampledItem& d) { d.outcome = Outcome::kUnusable; }},
      {"only a labelled item", [](SampledItem& d) { d.outcome = Outcome::kMissing; }},
      {"needs its size", [](SampledItem& d) { d.item.size = 0; }},
      {"with certainty", [](SampledItem& d) { d.pi = 1; }},
  };
  ASSERT_TRUE(LabelledSample::Make({GoodDraw()}, 1).ok());
  for (const DrawCase& c : cases) {
    SampledItem drawn = GoodDraw();
    c.spoil(drawn);
    const absl::Status status = LabelledSample::Make({GoodDraw(), drawn}, 1).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.says;
    EXPECT_THAT(status.message(), HasSubstr(c.says));
    EXPECT_THAT(status.message(), HasSubstr("slice 3, cluster 7"));
  }
}

class BadDomain : public ::testing::Test {
 protected:
  BadDomain() : frame_(1) { EXPECT_TRUE(frame_.Add(GoodItem()).ok()); }

  absl::Status Estimate(std::vector<SampledItem> drawn, std::vector<uint32_t> slices) {
    return EstimateTotals(frame_, *LabelledSample::Make(std::move(drawn), 1), Greg{{0}}, slices)
        .status();
  }

  FrameTotals frame_;
};

TEST_F(BadDomain, NeedsSlicesOfTheFrameOnceEach) {
  ASSERT_TRUE(Estimate({GoodDraw()}, {3}).ok());
  EXPECT_THAT(Estimate({GoodDraw()}, {}).message(), HasSubstr("no slices"));
  EXPECT_THAT(Estimate({GoodDraw()}, {3, 3}).message(), HasSubstr("slice 3 twice"));
  EXPECT_THAT(Estimate({GoodDraw()}, {3, 4}).message(), HasSubstr("slice 4 is not in the frame"));
}

TEST_F(BadDomain, NeedsADrawAndWords) {
  EXPECT_EQ(Estimate({}, {3}).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Estimate({}, {3}).message(), HasSubstr("nothing of the domain was drawn"));
  SampledItem missing = GoodDraw();
  missing.outcome = Outcome::kMissing;
  missing.y = missing.reference_words = 0;
  EXPECT_EQ(Estimate({missing}, {3}).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Estimate({missing}, {3}).message(), HasSubstr("no words"));
  SampledItem unusable = missing;
  unusable.outcome = Outcome::kUnusable;
  EXPECT_THAT(Estimate({unusable}, {3}).message(), HasSubstr("no words"));
}

TEST_F(BadDomain, NeedsTheDrawnItemsInTheFrame) {
  SampledItem stranger = GoodDraw();
  stranger.item.cluster = 8;
  EXPECT_THAT(Estimate({stranger}, {3}).message(), HasSubstr("cluster 8, is not in the frame"));
}

TEST_F(BadDomain, GivesEveryItemThatCanDifferAChance) {
  FrameItem unreachable = GoodItem();
  unreachable.size = 0;
  ASSERT_TRUE(frame_.Add(unreachable).ok());
  EXPECT_THAT(Estimate({GoodDraw()}, {3}).message(), HasSubstr("no chance to be drawn"));
  SampledItem certain{unreachable, 1, Outcome::kLabelled, 1, 9};
  EXPECT_TRUE(Estimate({GoodDraw(), certain}, {3}).ok());
}

TEST_F(BadDomain, NeedsTheSameRegressorsThroughout) {
  const auto sample = LabelledSample::Make({GoodDraw()}, 1);
  EXPECT_THAT(EstimateTotals(frame_, *sample, Greg{{0, 0}}, {3}).status().message(),
              HasSubstr("different regressors"));
  EXPECT_THAT(EstimateTotals(FrameTotals(2), *sample, Greg{{0}}, {3}).status().message(),
              HasSubstr("different regressors"));
}

TEST_F(BadDomain, RefusesTotalsThatOverflow) {
  FrameItem huge = GoodItem();
  huge.members = 1e300;
  huge.x[0] = 1e300;
  EXPECT_TRUE(frame_.Add(huge).ok());
  EXPECT_THAT(EstimateTotals(frame_, *LabelledSample::Make({GoodDraw()}, 1), Greg{{1}}, {3})
                  .status()
                  .message(),
              HasSubstr("overflow"));
}

TEST(BadInput, TailsOfIntervalsAreBetweenZeroAndAHalf) {
  for (const double tail : {0.0, -0.1, 0.51, kNan}) {
    EXPECT_EQ(IntervalOf(ChangeEstimate(), Scope::kFrame, tail).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

TEST(BadInput, StagesNeedWeightsAndOneFrame) {
  EXPECT_THAT(CombineStages({}).status().message(), HasSubstr("no stages"));
  Stage stage;
  stage.totals.clusters = {{1, 2, 3, true}};
  for (const double weight : {0.0, -1.0, kNan, kInfinity}) {
    stage.weight = weight;
    EXPECT_THAT(CombineStages({stage}).status().message(), HasSubstr("weight of a stage"));
  }
  stage.weight = 1;
  Stage other = stage;
  other.totals.clusters[0].cluster = 2;
  EXPECT_THAT(CombineStages({stage, other}).status().message(), HasSubstr("same frame"));
  other.totals.clusters.clear();
  EXPECT_THAT(CombineStages({stage, other}).status().message(), HasSubstr("same frame"));
}

}  // namespace
}  // namespace winnow::release
