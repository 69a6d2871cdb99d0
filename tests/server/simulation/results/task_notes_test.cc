// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/task_notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "server/simulation/results/page/results_page.h"
#include "server/simulation/results/text_table.h"
#include "tests/server/simulation/results/sample_results.h"

namespace winnow::simulation {
namespace {

using ::testing::HasSubstr;

// The first task has something of everything to say.
Results WithNotes() {
  Results results = BareResults();
  v1::SimulatedTask& task = *results.plan.mutable_tasks(0);
  task.add_generated("The words stand in.");
  v1::SimulationExclusion& exclusion = *task.add_exclusions();
  exclusion.set_items(1'234);
  exclusion.set_reason("that are sensitive");
  task.add_missing_signals("No candidate has confidence.");
  task.add_blind_policies("random");
  return results;
}

TEST(TaskNotes, AreALineEach) {
  EXPECT_EQ(TaskNotesText(WithNotes().plan.tasks(0)),
            "  generated: The words stand in.\n"
            "  left out: 1,234 rows: that are sensitive\n"
            "  missing: No candidate has confidence.\n"
            "  * random finds none of its signals: to it all candidates are alike.\n");
  EXPECT_EQ(TaskNotesText(BareResults().plan.tasks(0)), "");
}

TEST(TaskNotes, AreMembersOfTheJson) {
  release::JsonText json;
  json.Open('{');
  WriteTaskNotes(WithNotes().plan.tasks(0), json);
  json.Close('}');
  EXPECT_EQ(std::move(json).Take(),
            R"({"generated":["The words stand in."],)"
            R"("exclusions":[{"reason":"that are sensitive","items":1234}],)"
            R"("missing_signals":["No candidate has confidence."],"blind_policies":["random"]})");
}

TEST(TaskNotes, StandInTheTableAndMarkThePolicyThatFindsNoSignal) {
  const std::string table = TextTable(Summarize(WithNotes()));
  EXPECT_THAT(table, HasSubstr("  left out: 1,234 rows: that are sensitive\n"));
  EXPECT_THAT(table, HasSubstr("\n    random *"));
  EXPECT_THAT(table, HasSubstr("\n    release-evaluation  "));
}

TEST(TaskNotes, StandOnThePage) {
  const Results results = WithNotes();
  const std::string page = ResultsPage(results, Summarize(results));
  EXPECT_THAT(page, HasSubstr("<div>No candidate has confidence.</div>"));
  EXPECT_THAT(page, HasSubstr("<strong>random finds none of its signals"));
}

}  // namespace
}  // namespace winnow::simulation
