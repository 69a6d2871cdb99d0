// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/server/release/coverage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "tests/testing/seed.h"

namespace winnow::release {

uint64_t MonteCarloSeed() {
  const uint64_t seed = std::getenv("WINNOW_TEST_SEED") != nullptr ? testing::Seed() : 1;
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

void Coverage::Add(const ChangeEstimate& estimate, Scope scope, double truth) {
  const Interval interval = *IntervalOf(estimate, scope, kTail);
  constexpr double kRounding = 1e-12;
  ++count_;
  below_ += truth < interval.lower - kRounding ? 1 : 0;
  above_ += truth > interval.upper + kRounding ? 1 : 0;
}

void Coverage::Add(const Coverage& other) {
  count_ += other.count_;
  below_ += other.below_;
  above_ += other.above_;
}

void PrintCoverage(const char* name, const Coverage& coverage) {
  std::printf("%s: %.0f intervals cover %.1f %%, truth below %.1f %%, above %.1f %%\n", name,
              coverage.count(), 100 * coverage.Covered(), 100 * coverage.Below(),
              100 * coverage.Above());
}

void ExpectCovers(const char* name, const Coverage& coverage) {
  PrintCoverage(name, coverage);
  EXPECT_GE(coverage.Covered(), 0.93) << name;
  EXPECT_LE(coverage.Covered(), 0.98) << name;
  EXPECT_LE(coverage.Below(), 0.04) << name;
  EXPECT_LE(coverage.Above(), 0.04) << name;
}

void WorstFile::Add(double share) {
  const bool is_worst = files_ == 0 || (less_is_better_ ? share > worst_ : share < worst_);
  if (is_worst) worst_ = share;
  ++files_;
}

void Spread::Add(double value, double estimated_variance) {
  ++count_;
  sum_ += value;
  squares_ += value * value;
  estimated_ += estimated_variance;
}

double Spread::StandardDeviation() const {
  return std::sqrt((squares_ - sum_ * sum_ / count_) / (count_ - 1));
}

double Spread::Ratio() const { return std::sqrt(estimated_ / count_) / StandardDeviation(); }

void ExpectCalibrated(const char* name, const std::vector<Spread>& spreads) {
  std::vector<double> ratios;
  for (const Spread& spread : spreads) ratios.push_back(spread.Ratio());
  std::sort(ratios.begin(), ratios.end());
  const double low = ratios[ratios.size() / 10];
  const double median = ratios[ratios.size() / 2];
  const double high = ratios[ratios.size() * 9 / 10];
  std::printf("%s: estimated over true sd of %zu: 10th %.3f, median %.3f, 90th %.3f\n", name,
              ratios.size(), low, median, high);
  EXPECT_GE(low, 0.85) << name;
  EXPECT_NEAR(median, 1, 0.05) << name;
  EXPECT_LE(high, 1.25) << name;
}

}  // namespace winnow::release
