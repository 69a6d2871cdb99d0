// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// Judges the working tree by architecture.md A3 and A5. Each rule has its own test with a failing
// example beside this file; here they meet the real files.
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/layering/include_rules.h"
#include "tests/layering/rules.h"
#include "tests/layering/source_tree.h"

namespace winnow::layering {
namespace {

// Files that a rule does not apply to. A3: "the exceptions that the table itself allows are the
// only ones", so this stays empty.
constexpr std::array<std::string_view, 0> kExceptions = {};

const std::vector<SourceFile>& Tree() {
  static const std::vector<SourceFile> tree = LoadTree(WINNOW_SOURCE_DIR);
  return tree;
}

std::string BrokenRules(const std::function<std::vector<Violation>(const SourceFile&)>& rule) {
  std::vector<Violation> all;
  for (const SourceFile& file : Tree()) {
    for (Violation& violation : rule(file)) all.push_back(std::move(violation));
  }
  return Render(all);
}

void ExpectNone(const std::string& broken) { EXPECT_TRUE(broken.empty()) << "\n" << broken; }

TEST(Layering, FindsTheFilesItJudges) {
  int cpp_files = 0;
  for (const SourceFile& file : Tree()) cpp_files += file.IsCpp() ? 1 : 0;
  EXPECT_GT(cpp_files, 10);
}

TEST(Layering, HasNoExceptions) { EXPECT_TRUE(kExceptions.empty()); }

TEST(Layering, FoldersIncludeOnlyWhatTheirRowAllows) { ExpectNone(BrokenRules(CheckIncludes)); }

TEST(Layering, CMakeLinksOnlyWhatTheRowAllows) { ExpectNone(BrokenRules(CheckCMake)); }

TEST(Layering, EverySourceIsBuilt) { ExpectNone(Render(CheckListed(Tree()))); }

TEST(Layering, PureFoldersArePure) { ExpectNone(BrokenRules(CheckPurity)); }

TEST(Layering, ClockSleepAndEntropyStayInTheirPlaces) { ExpectNone(BrokenRules(CheckClock)); }

TEST(Layering, FilesFunctionsAndClassesKeepTheirBudgets) { ExpectNone(BrokenRules(CheckSize)); }

TEST(Layering, NamesSayWhatThingsAre) { ExpectNone(BrokenRules(CheckNames)); }

TEST(Layering, FilesNameTheirLicenceAndLeaveNothingOpen) { ExpectNone(BrokenRules(CheckText)); }

}  // namespace
}  // namespace winnow::layering
