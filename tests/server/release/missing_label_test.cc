// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/missing_label.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include "server/release/change_estimate.h"
#include "server/selection/stable_hash.h"
#include "tests/server/release/evaluation_bed.h"
#include "tests/testing/seed.h"

namespace winnow::release {
namespace {

constexpr std::size_t kColumns = 3;

class MissingLabels : public ::testing::TestWithParam<int> {
 protected:
  MissingLabels() : seed_(testing::Seed() + static_cast<uint64_t>(GetParam())), dice_(seed_) {
    std::vector<SpeakerSource> sources;
    sources.emplace_back(0, seed_);
    sources.emplace_back(1, seed_);
    bed_ = std::make_unique<EvaluationBed>(Utterances(sources, {20, 30}));
    whole_ = std::make_unique<Evaluation>(bed_->Draw(40 + dice_.Below(100), seed_));
  }

  // Some items without a label.
  std::vector<SampledItem> Lose() {
    std::vector<SampledItem> drawn = whole_->drawn;
    const uint64_t percent = 1 + dice_.Below(60);
    for (SampledItem& item : drawn) {
      if (!dice_.Chance(percent)) continue;
      item.outcome = Outcome::kMissing;
      item.y = item.reference_words = 0;
    }
    return drawn;
  }

  DomainTotals Estimate(const std::vector<SampledItem>& drawn, const Greg& greg) const {
    return *EstimateTotals(whole_->frame, *LabelledSample::Make(drawn, kColumns), greg, {0, 1});
  }

  uint64_t seed_;
  selection::Dice dice_;
  std::unique_ptr<EvaluationBed> bed_;
  std::unique_ptr<Evaluation> whole_;
};

TEST_P(MissingLabels, NeverNarrowAnInterval) {
  SCOPED_TRACE(seed_);
  const std::vector<SampledItem> drawn = Lose();
  const Greg greg = *FitGreg(*LabelledSample::Make(drawn, kColumns));
  ChangeEstimate estimate = ChangeOf(Estimate(drawn, greg));
  for (const Scope scope : {Scope::kFrame, Scope::kTraffic}) {
    const Interval widened = *IntervalOf(estimate, scope, kTail);
    ChangeEstimate without = estimate;
    without.missing_widening = 0;
    const Interval narrow = *IntervalOf(without, scope, kTail);
    EXPECT_LE(widened.lower, narrow.lower);
    EXPECT_GE(widened.upper, narrow.upper);
  }
}

TEST_P(MissingLabels, CouldNotMoveTheTotalFurtherWhateverTheyAre) {
  SCOPED_TRACE(seed_);
  const std::vector<SampledItem> drawn = Lose();
  const Greg greg = *FitGreg(*LabelledSample::Make(drawn, kColumns));
  const DomainTotals known = Estimate(drawn, greg);
  double furthest = 0;
  for (int turn = 0; turn < 20; ++turn) {
    std::vector<SampledItem> completed = drawn;
    for (SampledItem& item : completed) {
      if (item.outcome != Outcome::kMissing) continue;
      item.outcome = Outcome::kLabelled;
      // The first two turns take the ends, the others anything between them.
      const double share = turn == 0   ? 1
                           : turn == 1 ? -1
                                       : static_cast<double>(dice_.Below(2001)) / 1000 - 1;
      item.y = share * item.item.bound;
    }
    const double moved = std::abs(Estimate(completed, greg).difference - known.difference);
    EXPECT_LE(moved, known.missing_widening * (1 + 1e-9) + 1e-9);
    furthest = std::max(furthest, moved);
  }
  EXPECT_NEAR(furthest, known.missing_widening, 1e-6) << "no wider than needed";
}

TEST_P(MissingLabels, WidenMoreAsMoreAreMissing) {
  SCOPED_TRACE(seed_);
  std::vector<SampledItem> drawn = whole_->drawn;
  double last = 0;
  for (SampledItem& item : drawn) {
    item.outcome = Outcome::kMissing;
    item.y = item.reference_words = 0;
    const double widening = MissingLabelWidening(drawn);
    EXPECT_GE(widening, last);
    last = widening;
  }
  EXPECT_GT(last, 0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, MissingLabels, ::testing::Range(0, 20));

}  // namespace
}  // namespace winnow::release
