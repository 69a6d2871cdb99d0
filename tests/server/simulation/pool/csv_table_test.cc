// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/csv_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace winnow::simulation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string RefusalOf(absl::string_view text) {
  const auto table = CsvTable::Parse("f.csv", text);
  EXPECT_EQ(table.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(table.status().message());
}

TEST(CsvTable, HasColumnsAndCells) {
  const auto table = CsvTable::Parse("f.csv", "a,b\r\n1,\"x,\"\"y\"\"\"\r\n,-2.5\r\n");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_THAT(table->columns(), ElementsAre("a", "b"));
  ASSERT_EQ(table->rows(), 2u);
  EXPECT_EQ(table->Text(0, "b"), "x,\"y\"");
  EXPECT_EQ(**table->Number(0, "a"), 1);
  EXPECT_EQ(**table->Number(1, "b"), -2.5);
  EXPECT_FALSE(table->Number(1, "a")->has_value());
  EXPECT_FALSE(table->Has("c"));
}

// As spreadsheets write it.
TEST(CsvTable, PassesOverAByteOrderMark) {
  const auto table = CsvTable::Parse("f.csv",
                                     "\xEF\xBB\xBF"
                                     "a,b\n1,2\n");
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_THAT(table->columns(), ElementsAre("a", "b"));
}

TEST(CsvTable, NamesLineAndColumnOfACellThatIsNoNumber) {
  for (const char* bad : {"x", "nan", "inf", "1e999", "0x", "1 2", "--1"}) {
    const auto table = CsvTable::Parse("f.csv", absl::StrCat("a,b\n1,2\n3,", bad, "\n"));
    ASSERT_TRUE(table.ok());
    const auto number = table->Number(1, "b");
    EXPECT_EQ(number.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(number.status().message(),
              absl::StrCat("f.csv:3: column b: '", bad, "' is not a number"));
  }
}

TEST(CsvTable, RefusesLinesThatAreNotOfTheTable) {
  EXPECT_EQ(RefusalOf("a,b\n1,2\n1\n"), "f.csv:3: has 1 cells, not 2");
  EXPECT_EQ(RefusalOf("a,b\n1,2,3\n"), "f.csv:2: has 3 cells, not 2");
  EXPECT_EQ(RefusalOf("a,,b\n"), "f.csv:1: a column has no name");
  EXPECT_EQ(RefusalOf("a,b,a\n"), "f.csv:1: names the column a twice");
  EXPECT_EQ(RefusalOf("a,b\n\"1,2\n"),
            "f.csv:2: a quote is not closed in its line, or stands inside a cell");
  EXPECT_EQ(RefusalOf("a,b\n1,x\"y\n"),
            "f.csv:2: a quote is not closed in its line, or stands inside a cell");
  EXPECT_THAT(RefusalOf("a,b\n\"1\"2,3\n"), HasSubstr("f.csv:2: a quote"));
  EXPECT_THAT(RefusalOf("a,b\n\"\"2,3\n"), HasSubstr("f.csv:2: a quote"));
  EXPECT_THAT(RefusalOf(""), HasSubstr("a column has no name"));
}

}  // namespace
}  // namespace winnow::simulation
