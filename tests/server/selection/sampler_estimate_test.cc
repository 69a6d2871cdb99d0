// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// Monte-Carlo proof that inclusion probabilities are what a draw says they are (S5.3, S10).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/selection/explore.h"
#include "server/selection/sampler.h"
#include "server/selection/stable_hash.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::selection {
namespace {

struct Design {
  const char* name;
  v1::AllocationKind kind;
  Micros share;
  std::size_t candidates;
  uint64_t batch;
  int draws;
  bool one_score;
};

class Estimate : public testing::TestWithParam<Design> {
 protected:
  Estimate() : pool_(MakePool()), frame_(MakePolicy(), pool_, 3), policy_(MakePolicy()) {}

  static CompiledPolicy MakePolicy() {
    CompiledPolicy policy;
    policy.allocation = GetParam().kind;
    policy.range = {0, 1'000'000};
    policy.default_quota.min = 2;
    policy.exploration.share = GetParam().share;
    policy.exploration.floor = 100'000;
    policy.exploration.size = PiecewiseLinear({{0, 0}, {1'000'000, 5'000'000}});
    policy.caps = {{0, 40, 10}};
    return policy;
  }

  static Pool MakePool() {
    Dice dice(11);
    Pool pool;
    for (int s = 0; s < 7; ++s) {
      SliceFacts facts;
      facts.id = absl::StrCat("s", s);
      facts.launch_weight = (s + 1) * kMicrosPerUnit;
      pool.slices.push_back(facts);
    }
    for (std::size_t i = 0; i < GetParam().candidates; ++i) {
      const uint64_t s = std::min(dice.Below(7), dice.Below(7));
      // Coarse scores, so that cells have several members.
      const auto score = static_cast<Micros>(GetParam().one_score ? 0 : dice.Below(12) * 90'000);
      pool.records.push_back(
          {absl::StrCat("c", i), absl::StrCat("s", s), score, {dice.Below(30)}, 1});
    }
    return pool;
  }

  DrawResult DrawWith(uint64_t seed) const {
    InlineExecutor executor;
    return Draw(policy_, frame_.frame(), {GetParam().batch, seed, {}}, executor);
  }

  // A label that goes with the score, as an error count does with disagreement.
  double LabelOf(CandidateNo no) const {
    const Record& record = frame_.record(no);
    return static_cast<double>(record.score) / 1e6 * 3 +
           static_cast<double>(StaticIdHash(record.id) % 100) / 50;
  }

  Pool pool_;
  TestFrame frame_;
  CompiledPolicy policy_;
};

double PiOf(const DrawItem& item) {
  if (item.arm != v1::ARM_EXPLORE) return 1.0;
  return static_cast<double>(item.cell_expectation) / 4294967296.0 /
         static_cast<double>(item.cell_candidates);
}

TEST_P(Estimate, OfTheTotalHasNoBias) {
  double truth = 0;
  for (CandidateNo no = 0; no < pool_.records.size(); ++no) truth += LabelOf(no);
  double sum = 0;
  double squares = 0;
  const int draws = GetParam().draws;
  for (int seed = 1; seed <= draws; ++seed) {
    double total = 0;
    for (const DrawItem& item : DrawWith(static_cast<uint64_t>(seed)).items) {
      total += LabelOf(item.no) / PiOf(item);
    }
    sum += total;
    squares += total * total;
  }
  const double mean = sum / draws;
  const double error = std::sqrt((squares / draws - mean * mean) / draws);
  const double bias = (mean - truth) / truth;
  std::printf("%s: seeds 1 to %d, bias %.4f %%, standard error %.4f %%\n", GetParam().name, draws,
              100 * bias, 100 * error / truth);
  EXPECT_LT(error / truth, 0.001) << "too few draws to tell";
  EXPECT_LT(std::abs(bias), 0.005);
  EXPECT_LT(std::abs(mean - truth), 4.5 * error);
}

// Inclusion probabilities of all candidates, from the expectations of the slices alone.
std::vector<double> ProbabilitiesOf(const Frame& frame, const DrawResult& result,
                                    std::size_t candidates) {
  std::vector<double> pi(candidates, 0.0);
  for (const SliceLine& line : result.lines) {
    std::vector<CandidateNo> taken;
    for (const DrawItem& item : result.items) {
      if (item.slice != line.slice || item.arm == v1::ARM_EXPLORE) continue;
      taken.push_back(item.no);
    }
    const ExploreShare share{line.slice, 0, line.explore, taken};
    for (const Cell& cell : ExploreCells(frame.index, share, 0).All()) {
      const Bucket& bucket = frame.index.Cells(line.slice).At(cell.bucket);
      for (std::size_t part = 0; part < bucket.PartCount(); ++part) {
        if (part / bucket.PartsPerCell() != cell.sub_cell) continue;
        for (const Placed& placed : bucket.PartMembers(part)) {
          pi[placed.no] = static_cast<double>(cell.expectation) / 4294967296.0 /
                          static_cast<double>(cell.candidates);
        }
      }
    }
    for (CandidateNo no : taken) pi[no] = 1.0;
  }
  return pi;
}

TEST_P(Estimate, IncludesEachCandidateAsOftenAsItsProbabilitySays) {
  const std::size_t count = pool_.records.size();
  const std::vector<double> pi = ProbabilitiesOf(frame_.frame(), DrawWith(1), count);
  std::vector<int> hits(count);
  const int draws = GetParam().draws;
  for (int seed = 1; seed <= draws; ++seed) {
    for (const DrawItem& item : DrawWith(static_cast<uint64_t>(seed)).items) {
      ++hits[item.no];
      ASSERT_NEAR(PiOf(item), pi[item.no], 1e-12);
    }
  }
  double worst = 0;
  double chi = 0;
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    sum += pi[i];
    if (pi[i] == 1.0) {
      ASSERT_EQ(hits[i], draws);
      continue;
    }
    ASSERT_GT(pi[i], 0.0);
    const double z = (hits[i] - pi[i] * draws) / std::sqrt(pi[i] * (1 - pi[i]) * draws);
    worst = std::max(worst, std::abs(z));
    chi += z * z;
  }
  std::printf("%s: %zu candidates, seeds 1 to %d, worst z %.2f, mean z^2 %.3f\n", GetParam().name,
              count, draws, worst, chi / static_cast<double>(count));
  EXPECT_NEAR(sum, static_cast<double>(GetParam().batch), 1e-6);
  // Counts of some tens are skewed, so that the largest of 30,000 lies further out than a normal
  // one.
  EXPECT_LT(worst, 6.0);
  EXPECT_LT(chi / static_cast<double>(count), 1.1);
}

INSTANTIATE_TEST_SUITE_P(
    Designs, Estimate,
    testing::Values(
        Design{"weighted", v1::ALLOCATION_KIND_WEIGHTED, 400'000, 900, 300, 8000, false},
        Design{"equal", v1::ALLOCATION_KIND_EQUAL, 1'000'000, 900, 300, 8000, false},
        Design{"score", v1::ALLOCATION_KIND_BY_SCORE, 300'000, 900, 300, 8000, false},
        Design{"subcells", v1::ALLOCATION_KIND_WEIGHTED, 900'000, 30000, 900, 2000, true}),
    [](const testing::TestParamInfo<Design>& design) { return design.param.name; });

}  // namespace
}  // namespace winnow::selection
