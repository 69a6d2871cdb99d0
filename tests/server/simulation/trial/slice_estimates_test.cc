// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/trial/slice_estimates.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "server/selection/stable_hash.h"
#include "tests/server/simulation/trial/made_up_pool.h"

namespace winnow::simulation {
namespace {

// A strategy at work on a pool.
class Bench {
 public:
  Bench(const Pool& pool, const std::string& strategy) : pool_(pool) {
    const auto found = FindStrategy(strategy);
    frame_ = *PoolFrame::Make(pool, *found);
    ground_ = std::make_unique<EstimatorGround>(EstimatorGround{pool, *frame_, found->estimation});
    estimator_ = std::make_unique<SliceEstimator>(*SliceEstimator::Make(*ground_));
  }

  std::vector<Labelled> Label(uint64_t labels, uint64_t seed) const {
    std::vector<Labelled> labelled;
    for (const DrawnItem& drawn : frame_->Draw(labels, seed)) {
      const PoolItem& item = pool_.items[drawn.item];
      labelled.push_back(
          {drawn, release::Outcome::kLabelled, item.difference, item.reference_units});
    }
    return labelled;
  }

  const SliceEstimator& estimator() const { return *estimator_; }

 private:
  const Pool& pool_;
  std::unique_ptr<PoolFrame> frame_;
  std::unique_ptr<EstimatorGround> ground_;
  std::unique_ptr<SliceEstimator> estimator_;
};

double TruthOf(const Pool& pool, std::size_t slice) {
  return static_cast<double>(pool.task.slices(static_cast<int>(slice)).change_nano()) / 1e9;
}

// A pool of which every fourth candidate stands for a group of up to nine.
Pool PoolOfGroups(Pool pool) {
  for (std::size_t i = 0; i < pool.items.size(); i += 4) pool.items[i].members = 2 + i % 8;
  pool.task.clear_slices();
  return *FinishPool(std::move(pool), 1);
}

void ExpectQuotients(const Pool& pool, const std::string& strategy) {
  const Bench bench(pool, strategy);
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const std::vector<Labelled> labelled = bench.Label(80, seed);
    std::vector<double> errors(pool.slices.size());
    std::vector<double> words(pool.slices.size());
    for (const Labelled& label : labelled) {
      const PoolItem& item = pool.items[label.drawn.item];
      errors[item.slice] += static_cast<double>(item.members) * label.difference;
      words[item.slice] += static_cast<double>(item.members) * label.reference_units;
    }
    const auto changes = bench.estimator().Estimate(labelled);
    ASSERT_TRUE(changes.ok()) << changes.status();
    for (std::size_t slice = 0; slice < errors.size(); ++slice) {
      ASSERT_EQ((*changes)[slice].has_value(), words[slice] > 0) << strategy;
      if (words[slice] == 0) continue;
      ASSERT_NEAR((*changes)[slice]->change, errors[slice] / words[slice], 1e-7) << strategy;
    }
  }
}

// Of labels of single candidates, and of labels that stand for exact duplicates too.
TEST(PlainEstimate, IsTheQuotientOfTheLabelledSums) {
  const Pool single = MadeUpPool(3);
  const Pool grouped = PoolOfGroups(single);
  for (const auto& [strategy, pool] :
       {std::pair("random", &single), std::pair("lowest-confidence", &single),
        std::pair("release-evaluation/no-probabilities", &single), std::pair("random", &grouped)}) {
    ExpectQuotients(*pool, strategy);
  }
}

TEST(DesignEstimate, IsUnbiased) {
  const Pool pool = MadeUpPool(4);
  const Bench bench(pool, "release-evaluation");
  constexpr uint64_t kDraws = 2000;
  std::vector<double> sums(pool.slices.size());
  std::vector<double> squares(pool.slices.size());
  for (uint64_t seed = 1; seed <= kDraws; ++seed) {
    const auto changes = bench.estimator().Estimate(bench.Label(100, selection::Mix(9, seed)));
    ASSERT_TRUE(changes.ok()) << changes.status();
    for (std::size_t slice = 0; slice < sums.size(); ++slice) {
      const double error = (*changes)[slice]->change - TruthOf(pool, slice);
      sums[slice] += error;
      squares[slice] += error * error;
    }
  }
  for (std::size_t slice = 0; slice < sums.size(); ++slice) {
    const double mean = sums[slice] / kDraws;
    const double deviation = std::sqrt(squares[slice] / kDraws - mean * mean);
    // A tenth of the spread of one draw: the ratio of two estimates is not quite unbiased.
    EXPECT_LT(std::abs(mean), 0.1 * deviation) << "slice " << slice;
  }
}

TEST(Estimates, OfEverythingAreTheTruth) {
  const Pool pool = MadeUpPool(5);
  for (const std::string& strategy : DefaultStrategies()) {
    const Bench bench(pool, strategy);
    const auto changes = bench.estimator().Estimate(bench.Label(pool.items.size(), 1));
    ASSERT_TRUE(changes.ok()) << strategy << ": " << changes.status();
    for (std::size_t slice = 0; slice < changes->size(); ++slice) {
      ASSERT_TRUE((*changes)[slice].has_value());
      EXPECT_NEAR((*changes)[slice]->change, TruthOf(pool, slice), 1e-6) << strategy;
    }
  }
}

// The labels of candidates that were not drawn are not there to be seen.
TEST(Estimates, DoNotDependOnLabelsThatNobodyGave) {
  const Pool pool = MadeUpPool(6);
  for (const std::string& strategy : DefaultStrategies()) {
    const Bench bench(pool, strategy);
    const std::vector<Labelled> labelled = bench.Label(90, 2);
    Pool other = pool;
    std::vector<bool> drawn(pool.items.size());
    for (const Labelled& item : labelled) drawn[item.drawn.item] = true;
    for (std::size_t i = 0; i < other.items.size(); ++i) {
      if (drawn[i]) continue;
      other.items[i].difference = -other.items[i].difference;
      other.items[i].reference_units += 5;
    }
    const Bench beside(other, strategy);
    const auto changes = bench.estimator().Estimate(labelled);
    const auto others = beside.estimator().Estimate(beside.Label(90, 2));
    ASSERT_TRUE(changes.ok() && others.ok());
    for (std::size_t slice = 0; slice < changes->size(); ++slice) {
      ASSERT_EQ((*changes)[slice].has_value(), (*others)[slice].has_value());
      if (!(*changes)[slice].has_value()) continue;
      EXPECT_EQ((*changes)[slice]->change, (*others)[slice]->change) << strategy;
      EXPECT_EQ((*changes)[slice]->frame.variance, (*others)[slice]->frame.variance) << strategy;
    }
  }
}

}  // namespace
}  // namespace winnow::simulation
