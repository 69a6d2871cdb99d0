// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// What the policy release-evaluation is worth on real releases. Without the files, which are no
// part of the repository, it is skipped.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "server/simulation/pool/csv_pool.h"
#include "server/simulation/results/summary.h"
#include "server/simulation/trial/experiment.h"
#include "server/simulation_cli/thread_executor.h"
#include "tests/testing/figures.h"

namespace winnow::simulation {
namespace {

// A task with what release-evaluation must reach at 500 labels, as shares of random's figures.
struct Mark {
  std::string file;
  std::string baseline;
  std::string candidate;
  double error = 1;
  double missed = 1;
  double false_blocks = 1;
};

void PrintTo(const Mark& mark, std::ostream* out) {
  *out << mark.baseline << " to " << mark.candidate;
}

const Mark kMarks[] = {{"afrispeech_asr.csv", "whisper_md", "whisper_md_all", 0.35, 0.6, 1},
                       {"afrispeech_asr.csv", "whisper_md", "whisper_md_clin", 0.35, 0.6, 1},
                       {"afrispeech_asr.csv", "whisper_md", "whisper_lg", 0.35, 1, 0.5},
                       {"earnings21_asr.csv", "google", "amazon", 0.36, 0.6, 1},
                       {"earnings21_asr.csv", "rev_kaldi", "rev_espnet", 0.36, 0.6, 1},
                       {"slurp_agent.csv", "google_hermit", "multi_slurp_hermit", 0.58, 0.7, 1}};

std::optional<std::string> ReadData(const std::string& name) {
  const char* given = std::getenv("WINNOW_SHARED_DATA");
  const std::string folder = given != nullptr ? given : WINNOW_SOURCE_DIR "/../shared/data";
  std::ifstream file(folder + "/" + name);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

absl::StatusOr<Pool> LoadPool(const std::string& text, const Mark& mark) {
  const auto table = CsvTable::Parse(mark.file, text);
  if (!table.ok()) return table.status();
  PoolOptions options;
  options.baseline = mark.baseline;
  options.candidate = mark.candidate;
  return PoolOfCsv(*table, mark.file, options);
}

class RealFiles : public ::testing::TestWithParam<Mark> {};

TEST_P(RealFiles, ReleaseEvaluationNeedsAQuarterOfTheLabels) {
  const Mark& mark = GetParam();
  const auto text = ReadData(mark.file);
  if (!text) GTEST_SKIP() << mark.file << " is not there";
  auto pool = LoadPool(*text, mark);
  ASSERT_TRUE(pool.ok()) << pool.status();
  Experiment experiment;
  experiment.pools = {*std::move(pool)};
  experiment.strategies = {*FindStrategy("random"), *FindStrategy("release-evaluation")};
  experiment.budgets = {250, 500, 1000};
  experiment.replicates = 200;
  ThreadExecutor executor(2);
  const auto results = RunExperiment(experiment, executor, [] {});
  ASSERT_TRUE(results.ok()) << results.status();
  const Summary summary = Summarize(*results);
  const CellSummary& random = summary.CellOf({0, 0, 1});
  const CellSummary& shipped = summary.CellOf({0, 1, 1});
  const double error = shipped.error->value / random.error->value;
  const double missed = shipped.missed->value / random.missed->value;
  const double false_blocks = shipped.false_blocks->value / random.false_blocks->value;
  ShareFigure covered = {0, 0};
  for (uint32_t budget = 0; budget < 3; ++budget) {
    const ShareFigure& inside = *summary.CellOf({0, 1, budget}).coverage.inside;
    covered.count += inside.count;
    covered.of += inside.of;
  }
  std::printf("error %.3f, missed %.2f, false blocks %.2f of random's; %.1f %% covered\n", error,
              missed, false_blocks, 100 * covered.value());
  EXPECT_LE(error, mark.error);
  EXPECT_LE(missed, mark.missed);
  EXPECT_LE(false_blocks, mark.false_blocks);
  EXPECT_GE(covered.value(), 0.93);
  EXPECT_LE(covered.value(), 0.98);
  // A quarter of the labels of random draws; tasks that are right or wrong need more.
  if (mark.error < 0.5) {
    EXPECT_LT(summary.CellOf({0, 1, 0}).error->value, summary.CellOf({0, 0, 2}).error->value);
  }
}

// Three teams on the same audio: no committee of systems, and the distances of all pairs.
TEST(RealFile, OfTranscribersIsAPool) {
  const Mark mark = {"coraal_transcribers.csv", "rev", "amber"};
  const auto text = ReadData(mark.file);
  if (!text) GTEST_SKIP() << mark.file << " is not there";
  const auto pool = LoadPool(*text, mark);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_GE(pool->slices.size(), 5u);
  for (const PoolItem& item : pool->items) {
    ASSERT_TRUE(item.Signal("pair_disagreement").has_value());
    ASSERT_TRUE(item.Signal("expected_change").has_value());
  }
}

INSTANTIATE_TEST_SUITE_P(Tasks, RealFiles, ::testing::ValuesIn(kMarks));

}  // namespace
}  // namespace winnow::simulation
