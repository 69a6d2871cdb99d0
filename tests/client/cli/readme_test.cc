// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// client/README.md says what the program does: its nouns and verbs, and rows that can be read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/candidate_json.h"
#include "client/label_json.h"
#include "client/outcome_json.h"
#include "tests/client/cli/command_line.h"

namespace winnow::client::cli {
namespace {

// What of the page lies between two texts.
std::vector<std::string> LinesBetween(const std::string& begin, const std::string& end) {
  std::ifstream file(WINNOW_SOURCE_DIR "/client/README.md");
  std::ostringstream page;
  page << file.rdbuf();
  const std::pair<std::string, std::string> after =
      absl::StrSplit(page.str(), absl::MaxSplits(begin, 1));
  const std::pair<std::string, std::string> part =
      absl::StrSplit(after.second, absl::MaxSplits(end, 1));
  return absl::StrSplit(part.first, '\n', absl::SkipEmpty());
}

// What the help of a command lists; nothing for one without subcommands.
std::set<std::string> Subcommands(CommandLine& line, std::vector<std::string> path) {
  path.emplace_back("--help");
  std::set<std::string> found;
  const std::string help = line.Run(path).out;
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(help, absl::MaxSplits("Subcommands:\n", 1));
  for (const absl::string_view text : absl::StrSplit(parts.second, '\n')) {
    if (text.empty()) break;
    found.emplace(text.substr(2, text.find(' ', 2) - 2));
  }
  return found;
}

TEST(Readme, ItsTableHasEveryNounWithItsVerbs) {
  CommandLine line;
  std::set<std::string> has;
  for (const std::string& noun : Subcommands(line, {})) {
    for (const std::string& verb : Subcommands(line, {noun})) has.insert(noun + " " + verb);
    if (Subcommands(line, {noun}).empty()) has.insert(noun + " (none)");
  }
  std::set<std::string> told;
  for (const std::string& row : LinesBetween("| noun | verbs |\n|---|---|\n", "\n\n")) {
    const std::vector<std::string> cells = absl::StrSplit(row, " | ");
    ASSERT_EQ(cells.size(), 2u) << row;
    // More may be said behind the verbs.
    const std::string verbs = cells[1].substr(0, cells[1].find_first_of(";:|"));
    for (const absl::string_view verb : absl::StrSplit(verbs, ','))
      told.insert(absl::StrCat(cells[0].substr(2), " ", absl::StripAsciiWhitespace(verb)));
  }
  EXPECT_EQ(told, has);
}

TEST(Readme, ItsRowsAreReadAsWhatTheyAreCalled) {
  const std::vector<std::string> lines = LinesBetween("### Rows\n", "\n### ");
  std::vector<std::string> rows;
  for (const std::string& text : lines)
    if (absl::StartsWith(text, "{")) rows.push_back(text);
  ASSERT_EQ(rows.size(), 5u);
  const auto defect_of = [&](size_t i, auto read) {
    JsonRow row;
    Defect defect = row.Parse(rows[i]);
    if (!defect.has_value()) defect = read(row);
    return defect.has_value() ? defect->field + " " + defect->message : "";
  };
  const RowDefaults defaults;
  v1::Candidate candidate;
  EXPECT_EQ(
      defect_of(0, [&](const JsonRow& row) { return ReadCandidate(row, defaults, candidate); }),
      "");
  EXPECT_EQ(candidate.signals_size(), 1);
  v1::SignalRow signals;
  EXPECT_EQ(defect_of(1, [&](const JsonRow& row) { return ReadSignalRow(row, defaults, signals); }),
            "");
  EXPECT_EQ(signals.signals_size(), 2);
  v1::Label label;
  EXPECT_EQ(defect_of(2, [&](const JsonRow& row) { return ReadLabel(row, label); }), "");
  OutcomeRow outcome;
  EXPECT_EQ(defect_of(3, [&](const JsonRow& row) { return ReadOutcome(row, outcome); }), "");
  EXPECT_TRUE(std::holds_alternative<v1::Outcome>(outcome));
  OutcomeRow number;
  EXPECT_EQ(defect_of(4, [&](const JsonRow& row) { return ReadOutcome(row, number); }), "");
  EXPECT_TRUE(std::holds_alternative<v1::GuardrailNumber>(number));
}

}  // namespace
}  // namespace winnow::client::cli
