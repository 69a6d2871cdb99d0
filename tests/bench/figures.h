// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Figures: what a benchmark found, as a table for people and as JSON for programs (architecture.md
// A5).
#ifndef WINNOW_TESTS_BENCH_FIGURES_H_
#define WINNOW_TESTS_BENCH_FIGURES_H_

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

namespace winnow::bench {

// Not thread-safe.
class Figures {
 public:
  // `name` as in the JSON, e.g. `candidate_push_per_s`; `meaning` for the table.
  void Add(std::string name, double value, std::string meaning);
  // A figure beside those that a target is set for: a table of its own, and "details" in the JSON.
  void Detail(std::string name, double value, std::string meaning);
  // Median and 99th percentile of at least one sample, as `{name}_p50_ms` and `{name}_p99_ms`.
  void DetailTimes(const std::string& name, const std::vector<double>& milliseconds,
                   const std::string& meaning);
  // Something that the figures depend on, such as the number of candidates.
  void Setting(std::string name, std::string value);

  // Prints the tables, with machine, commit and settings above them.
  void Print() const;
  // Writes `build/results/{script}.json` below the source folder; returns its path.
  std::string Write(const std::string& script) const;
  // The same, and what others wrote there under other names stays.
  std::string Merge(const std::string& script) const;

 private:
  struct Figure {
    std::string name;
    double value;
    std::string meaning;
  };
  nlohmann::ordered_json ToJson() const;
  static void PrintTable(const std::string& title, const std::vector<Figure>& figures);

  std::vector<Figure> figures_;
  std::vector<Figure> details_;
  std::vector<std::pair<std::string, std::string>> settings_;
};

// The p-th percentile of `samples`, 0 <= p <= 100, by nearest rank. There is at least one.
double Percentile(std::vector<double> samples, double p);
double Median(const std::vector<double>& samples);

// A number of candidates within the name of a figure: "10m", "100k".
std::string SizeName(uint64_t candidates);

// Resident memory of a process, and of this one.
double ResidentBytes(int pid);
double ResidentBytes();

// Seconds that all threads of a process have computed, which depend less on what else runs than
// those of a clock on the wall.
double ComputedSeconds(int pid);

// The most resident memory that a process had since its start, or since ForgetPeak of a process of
// the same user.
double PeakResidentBytes(int pid);
void ForgetPeak(int pid);

}  // namespace winnow::bench

#endif  // WINNOW_TESTS_BENCH_FIGURES_H_
