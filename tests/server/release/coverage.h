// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_RELEASE_COVERAGE_H_
#define WINNOW_TESTS_SERVER_RELEASE_COVERAGE_H_

#include <cstdint>
#include <vector>

#include "server/release/change_estimate.h"

namespace winnow::release {

// Prints and returns the seed of a Monte-Carlo proof: WINNOW_TEST_SEED, or always the same, since
// figures of a finite number of draws may miss their marks under one seed in some thousands.
uint64_t MonteCarloSeed();

// How often intervals hold the truth, and which way they miss it.
class Coverage {
 public:
  // The 95 % interval of an estimate of a truth.
  void Add(const ChangeEstimate& estimate, Scope scope, double truth);
  void Add(const Coverage& other);

  double count() const { return count_; }
  double Covered() const { return 1 - Below() - Above(); }
  double Below() const { return below_ / count_; }  // the truth is below the interval
  double Above() const { return above_ / count_; }

 private:
  double count_ = 0;
  double below_ = 0;
  double above_ = 0;
};

// Prints the figures after a name, and checks S10: 93 to 98 % covered, at most 4 % missed on either
// side.
void ExpectCovers(const char* name, const Coverage& coverage);
void PrintCoverage(const char* name, const Coverage& coverage);

// A share, of the file of which it is worst. Tests of one suite add to it, each for its file.
class WorstFile {
 public:
  explicit WorstFile(bool less_is_better) : less_is_better_(less_is_better) {}

  void Add(double share);
  int files() const { return files_; }
  double Percent() const { return 100 * worst_; }

 private:
  const bool less_is_better_;
  int files_ = 0;
  double worst_ = 0;
};

// Estimated over true standard deviation of one total over repeated draws.
class Spread {
 public:
  void Add(double value, double estimated_variance);

  double Mean() const { return sum_ / count_; }
  double StandardDeviation() const;  // of the values
  double Ratio() const;              // root of the mean estimated variance over it
  double count() const { return count_; }

 private:
  double count_ = 0;
  double sum_ = 0;
  double squares_ = 0;
  double estimated_ = 0;
};

// Prints the ratios' 10th percentile, median and 90th, and checks S10: median within 5 %, the
// others within 0.85 to 1.25.
void ExpectCalibrated(const char* name, const std::vector<Spread>& spreads);

}  // namespace winnow::release

#endif  // WINNOW_TESTS_SERVER_RELEASE_COVERAGE_H_
