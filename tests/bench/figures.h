// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Figures: what a benchmark found, as a table for people and as JSON for programs (architecture.md
// A5).
#ifndef WINNOW_TESTS_BENCH_FIGURES_H_
#define WINNOW_TESTS_BENCH_FIGURES_H_

#include <string>
#include <utility>
#include <vector>

namespace winnow::bench {

// Not thread-safe.
class Figures {
 public:
  // `name` as in the JSON, e.g. `candidate_push_per_s`; `meaning` for the table.
  void Add(std::string name, double value, std::string meaning);
  // Something that the figures depend on, such as the number of candidates.
  void Setting(std::string name, std::string value);

  // Prints the table, with machine, commit and settings above it.
  void Print() const;
  // Writes `build/results/{script}.json` below the source folder; returns its path.
  std::string Write(const std::string& script) const;

 private:
  struct Figure {
    std::string name;
    double value;
    std::string meaning;
  };
  std::vector<Figure> figures_;
  std::vector<std::pair<std::string, std::string>> settings_;
};

// The p-th percentile of `samples`, 0 <= p <= 100, by nearest rank. There is at least one.
double Percentile(std::vector<double> samples, double p);

}  // namespace winnow::bench

#endif  // WINNOW_TESTS_BENCH_FIGURES_H_
