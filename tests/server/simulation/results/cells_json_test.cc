// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/cells_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "server/simulation/results/figure_text.h"
#include "server/simulation/results/text_table.h"
#include "tests/server/simulation/results/sample_results.h"

namespace winnow::simulation {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Json JsonOf(const Results& results) { return Json::parse(CellsJson(Summarize(results))); }

std::vector<std::string> Names(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

TEST(CellsJsonTest, EveryCellBeginsWithTheMembersThatReadersCountOn) {
  const std::vector<std::string> first = {"task",      "policy",       "budget", "replicates",
                                          "slices",    "mae_pt",       "missed", "false_blocks",
                                          "undecided", "coverage_pct", "groups", "n_eff"};
  const Json json = JsonOf(SampleResults());
  EXPECT_EQ(json["cells"].size(), 4 * 11 * 3);
  for (const Json& cell : json["cells"]) {
    std::vector<std::string> names = Names(cell);
    ASSERT_GT(names.size(), first.size());
    names.resize(first.size());
    EXPECT_EQ(names, first);
    EXPECT_EQ(Names(cell), Names(json["cells"][0]));
  }
}

TEST(CellsJsonTest, FiguresAreThoseOfTheSummary) {
  const Summary summary = Summarize(SampleResults());
  const CellSummary& cell = summary.CellOf({1, 10, 2});
  const Json json = Json::parse(CellsJson(summary))["cells"][(11 + 10) * 3 + 2];
  EXPECT_EQ(json["task"], "dictation");
  EXPECT_EQ(json["policy"], "release-evaluation");
  EXPECT_EQ(json["budget"], 2'000);
  EXPECT_EQ(json["replicates"], 40);
  EXPECT_EQ(json["mae_pt"], cell.error->value);
  EXPECT_EQ(json["missed"], cell.missed->value);
  EXPECT_EQ(json["undecided"], cell.gate.undecided->value);
  EXPECT_EQ(json["coverage_pct"], 100 * cell.coverage.inside->value());
  EXPECT_EQ(json["n_eff"], cell.drawn.effective_size.value());
  EXPECT_EQ(json["mae_ratio"], cell.against_reference->error_ratio->value);
  EXPECT_EQ(json["mae_ratio_high"], cell.against_reference->error_ratio->bounds->high);
  EXPECT_EQ(json["mcnemar_p"], cell.against_reference->missed_p_value.value());
}

TEST(CellsJsonTest, EveryCellEndsWithWhatWaitsForSpeakersAndWhatIsSettled) {
  const std::vector<std::string> last = {
      "undecided_for_clusters", "undecided_for_clusters_low", "undecided_for_clusters_high",
      "settled_share",          "settled_share_low",          "settled_share_high",
      "settled_wrong_share",    "settled_wrong_share_low",    "settled_wrong_share_high"};
  const Summary summary = Summarize(SampleResults());
  const Json cells = Json::parse(CellsJson(summary))["cells"];
  for (const Json& cell : cells) {
    const std::vector<std::string> names = Names(cell);
    EXPECT_EQ(std::vector<std::string>(names.end() - 9, names.end()), last);
  }
  const CellSummary& cell = summary.CellOf({1, 10, 2});
  const Json& json = cells[(11 + 10) * 3 + 2];
  EXPECT_EQ(json["undecided_for_clusters"], cell.gate.undecided_for_clusters->value);
  EXPECT_EQ(json["settled_share"], cell.settled.share->value());
  EXPECT_EQ(json["settled_share_low"], cell.settled.share->bounds().low);
  EXPECT_EQ(json["settled_wrong_share"], cell.settled.wrong->value());
}

TEST(CellsJsonTest, WhatCannotBeSaidIsNull) {
  const Json bare = JsonOf(BareResults())["cells"];
  for (const Json& cell : bare) {
    EXPECT_TRUE(cell["missed"].is_null());
    EXPECT_TRUE(cell["missed_share"].is_null());
    EXPECT_TRUE(cell["mae_pt_low"].is_null());
    EXPECT_TRUE(cell["mae_pt"].is_number());
    EXPECT_TRUE(cell["missed_by_random_only"].is_null());
  }
  EXPECT_TRUE(bare[0]["mae_ratio"].is_null());
  Results empty;
  empty.plan = SmallPlan({1.0}, 5);
  const Json none = JsonOf(empty);
  for (const Json& cell : none["cells"]) {
    for (const auto& [name, value] : cell.items()) {
      const bool is_of_plan = name == "task" || name == "policy" || name == "budget" ||
                              name == "replicates" || name == "slices" ||
                              name == "regressing_slices";
      EXPECT_NE(value.is_null(), is_of_plan) << name;
    }
  }
  EXPECT_EQ(none["needs"][0]["labels_to_decide"]["kind"], "unknown");
  EXPECT_TRUE(none["needs"][0]["labels_to_decide"]["labels"].is_null());
  EXPECT_EQ(none["needs"][0]["labels_to_settle"]["kind"], "unknown");
}

TEST(CellsJsonTest, ThePlanIsThereWithItsTruth) {
  const Json json = JsonOf(SampleResults());
  EXPECT_EQ(json["seed"], 7);
  EXPECT_EQ(json["budgets"], Json({200, 600, 2'000}));
  EXPECT_EQ(json["regression_budget_pt"], 0.5);
  EXPECT_EQ(json["tasks"][2]["generated"].size(), 2);
  EXPECT_EQ(json["tasks"][0]["exclusions"][0]["items"], 71);
  EXPECT_EQ(json["tasks"][0]["slices"].size(), 18);
  EXPECT_TRUE(json["tasks"][0]["slices"][0]["change_pt"].is_number());
}

TEST(CellsJsonTest, NamesWithMarkupAndQuotesAreStrings) {
  EXPECT_EQ(JsonOf(HostileResults())["tasks"][0]["task"], "\"><img src=x onerror=alert(2)>");
}

TEST(TextTableTest, UndecidedStandsBesideEveryFigure) {
  const std::string table = TextTable(Summarize(SampleResults()));
  EXPECT_THAT(table, HasSubstr("calls: asr-1.1 against asr-1.0, 18 slices"));
  EXPECT_THAT(table, HasSubstr("  2,000 labels\n"));
  EXPECT_THAT(table, HasSubstr("generated: The confidence of the candidate release is drawn."));
  EXPECT_THAT(table, HasSubstr("18.0 of 18"));
  EXPECT_THAT(table, HasSubstr("error of random at 2,000"));
  EXPECT_THAT(table, HasSubstr("more than 2,000"));
  std::size_t start = 0;
  for (std::size_t end = table.find('\n'); end != std::string::npos;
       end = table.find('\n', start)) {
    EXPECT_LE(end - start, 129) << table.substr(start, end - start);
    start = end + 1;
  }
}

// The words of the first row of a policy below a line.
std::vector<std::string> RowBelow(const std::string& table, const std::string& line,
                                  const std::string& policy) {
  const std::size_t row = table.find("    " + policy, table.find(line));
  return absl::StrSplit(table.substr(row, table.find('\n', row) - row), ' ', absl::SkipEmpty());
}

TEST(TextTableTest, WhatWaitsForSpeakersAndWhatIsSettledStandBesideUndecided) {
  Results results;
  results.plan = SmallPlan({2, -1}, 1);
  for (const uint32_t policy : {0U, 1U}) {
    results.draws.push_back(DrawOf({policy, 0, 0, {0, 0}}));
    results.draws.push_back(DrawOf({policy, 1, 0, {2, -1}}));
  }
  v1::SimulationDraw& random = results.draws[1];
  random.set_verdicts(0, v1::SIMULATED_VERDICT_UNDECIDED_FOR_CLUSTERS);
  random.set_half_width_nano(0, 10'000'000);  // above the budget of 0.5 points
  v1::SimulationDraw& other = results.draws[3];
  other.set_verdicts(0, v1::SIMULATED_VERDICT_BLOCK);
  other.set_verdicts(1, v1::SIMULATED_VERDICT_PASS);
  const std::string table = TextTable(Summarize(results));
  EXPECT_THAT(RowBelow(table, "  400 labels", "random"),
              ElementsAre("random", "0.000", "-", "0.00", "-", "0.00", "2.0", "of", "2", "1.0",
                          "50.0", "-"));
  // Of the gate's need it is said what is left; of a need that is reached nothing is.
  EXPECT_THAT(RowBelow(table, "80 % decided", "random"),
              ElementsAre("random", "more", "than", "400", "2.0", "of", "2", "1.0", "more", "than",
                          "400", "more", "than", "400", "400"));
  EXPECT_THAT(RowBelow(table, "80 % decided", "other"),
              ElementsAre("other", "303", "more", "than", "400", "303", "400"));
}

TEST(FigureTextTest, FiguresAreNotRoundedToNothing) {
  EXPECT_EQ(FixedText(0.0, 2), "0.00");
  EXPECT_EQ(FixedText(0.004, 2), "0.004");
  EXPECT_EQ(FixedText(0.005, 2), "0.01");
  EXPECT_EQ(FixedText(-1.234, 1), "-1.2");
  EXPECT_EQ(FixedText(std::nullopt, 2), "-");
  EXPECT_EQ(PercentText(ShareOf(1, 8)), "12.5");
  EXPECT_EQ(PercentText(std::nullopt), "-");
  EXPECT_EQ(PValueText(0.0001), "< 0.001");
  EXPECT_EQ(NeedText({NeedKind::kLabels, 1239.6}), "1,240");
  EXPECT_EQ(NeedText({NeedKind::kAtMost, 200}), "200 or fewer");
  EXPECT_EQ(NeedText({NeedKind::kMoreThan, 2'000}), "more than 2,000");
  EXPECT_EQ(NeedText({}), "-");
}

}  // namespace
}  // namespace winnow::simulation
