// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// FRAME intervals on real releases: repeated draws from files with the errors of both systems on
// every utterance, so that the true change of each slice is known. The files are not part of the
// repository; without them the test is skipped.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/release/change_estimate.h"
#include "server/selection/stable_hash.h"
#include "tests/server/release/coverage.h"
#include "tests/server/release/evaluation_bed.h"

namespace winnow::release {
namespace {

using Strings = std::vector<std::string>;

struct Comparison {
  std::string name;
  std::string file;
  std::string incumbent;
  std::string candidate;
  Strings slice;
  std::string incumbent_words;
  Strings committee = {};  // systems whose distances to both releases are there
};

const Comparison kComparisons[] = {
    {"EarningsGoogleAmazon",
     "earnings21_asr.csv",
     "google",
     "amazon",
     {"sector", "role"},
     "n_p2",
     {"microsoft", "speechmatics", "rev_kaldi", "rev_espnet"}},
    {"EarningsKaldiEspnet",
     "earnings21_asr.csv",
     "rev_kaldi",
     "rev_espnet",
     {"sector", "role"},
     "n_p2",
     {"microsoft", "speechmatics", "google", "amazon"}},
    {"AccentsAll",
     "afrispeech_asr.csv",
     "whisper_md",
     "whisper_md_all",
     {"source", "accent"},
     "inc_words"},
    {"AccentsClinical",
     "afrispeech_asr.csv",
     "whisper_md",
     "whisper_md_clin",
     {"source", "accent"},
     "inc_words"},
    {"AccentsLarge",
     "afrispeech_asr.csv",
     "whisper_md",
     "whisper_lg",
     {"source", "accent"},
     "inc_words"},
};

// Beside the sources, or where WINNOW_SHARED_DATA says.
std::string Folder() {
  const char* given = std::getenv("WINNOW_SHARED_DATA");
  return given != nullptr ? given : WINNOW_SOURCE_DIR "/../shared/data";
}

// A line of a file, by the names of its columns.
class Row {
 public:
  Row(const std::map<std::string, std::size_t>& columns, Strings cells)
      : columns_(columns), cells_(std::move(cells)) {}

  const std::string& Text(const std::string& column) const {
    return cells_.at(columns_.at(column));
  }

  // NaN for an empty cell: no output of that system.
  double Number(const std::string& column) const {
    double value = 0;
    return absl::SimpleAtod(Text(column), &value) ? value
                                                  : std::numeric_limits<double>::quiet_NaN();
  }

  // Words in which two systems differ; distances to the incumbent of a file may name the other
  // alone.
  double Distance(const std::string& a, const std::string& b) const {
    for (const std::string& column :
         {absl::StrCat("d_", a, "__", b), absl::StrCat("d_", b, "__", a), absl::StrCat("d_", b)}) {
      if (columns_.contains(column)) return Number(column);
    }
    return std::numeric_limits<double>::quiet_NaN();
  }

 private:
  const std::map<std::string, std::size_t>& columns_;
  Strings cells_;
};

Utterance Read(const Comparison& comparison, const Row& row) {
  Utterance said;
  said.y = row.Number("e_" + comparison.candidate) - row.Number("e_" + comparison.incumbent);
  said.reference_words = row.Number("n_p2");
  const double d = row.Distance(comparison.incumbent, comparison.candidate);
  double expected = 0;
  for (const std::string& other : comparison.committee) {
    expected +=
        (row.Distance(comparison.candidate, other) - row.Distance(comparison.incumbent, other)) /
        static_cast<double>(comparison.committee.size());
  }
  said.item.cluster = selection::StaticIdHash(row.Text("speaker_key"));
  said.item.incumbent_words = row.Number(comparison.incumbent_words);
  said.item.bound = std::max(d, std::abs(said.y));
  said.item.x = ReleaseRegressors(d, row.Number("u_committee"), expected);
  return said;
}

// Utterances that both systems have, of slices with 40 or more.
std::vector<Utterance> Load(const Comparison& comparison, std::ifstream& file) {
  std::string line;
  std::getline(file, line);
  std::map<std::string, std::size_t> columns;
  for (const std::string& name : Strings(absl::StrSplit(line, ','))) {
    const std::size_t place = columns.size();
    columns[name] = place;
  }
  std::map<std::string, std::vector<Utterance>> slices;
  while (std::getline(file, line)) {
    const Row row(columns, absl::StrSplit(line, ','));
    const Utterance said = Read(comparison, row);
    if (std::isnan(said.y) || std::isnan(said.item.x[0])) continue;
    std::string slice;
    for (const std::string& column : comparison.slice)
      absl::StrAppend(&slice, row.Text(column), "/");
    slices[slice].push_back(said);
  }
  std::vector<Utterance> pool;
  uint32_t number = 0;
  for (auto& [name, utterances] : slices) {
    if (utterances.size() < 40) continue;
    for (Utterance& said : utterances) {
      said.item.slice = number;
      pool.push_back(std::move(said));
    }
    ++number;
  }
  return pool;
}

// Adds the slices that the draw left 5 or more draws.
void AddSlices(const EvaluationBed& bed, const Evaluation& evaluation, Coverage& coverage) {
  const std::vector<DomainTotals> totals = EstimateSlices(evaluation, bed.slices());
  for (uint32_t slice = 0; slice < bed.slices(); ++slice) {
    if (totals[slice].counts.random_draws < 5) continue;
    coverage.Add(ChangeOf(totals[slice]), Scope::kFrame, bed.truth()[slice].Change());
  }
}

class RealRelease : public ::testing::TestWithParam<Comparison> {};

TEST_P(RealRelease, IsCoveredPerSlice) {
  const Comparison& comparison = GetParam();
  std::ifstream file(absl::StrCat(Folder(), "/", comparison.file));
  if (!file) GTEST_SKIP() << comparison.file << " is not in " << Folder();
  const uint64_t seed = MonteCarloSeed();
  const EvaluationBed bed(Load(comparison, file));
  ASSERT_GT(bed.slices(), 10u);
  Coverage all;
  for (const uint64_t budget : {250, 500, 1000}) {
    Coverage coverage;
    for (uint64_t replicate = 0; replicate < 100; ++replicate) {
      AddSlices(bed, bed.Draw(budget, selection::Mix(seed, replicate)), coverage);
    }
    PrintCoverage(absl::StrCat(comparison.name, ", ", budget, " labels").c_str(), coverage);
    all.Add(coverage);
  }
  ExpectCovers(comparison.name.c_str(), all);
}

INSTANTIATE_TEST_SUITE_P(Files, RealRelease, ::testing::ValuesIn(kComparisons),
                         [](const auto& comparison) { return comparison.param.name; });

}  // namespace
}  // namespace winnow::release
