// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/agreement/agreement_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/server/release/agreement/dice.h"
#include "tests/testing/seed.h"

namespace winnow::release {
namespace {

AgreementPlan Plan() {
  return {.criteria = {{"artifacts", {Scale::kNominal, 0}}, {"prosody", {Scale::kInterval, 1}}},
          .breakdowns = {{},
                         {Dimension::kSlice},
                         {Dimension::kVendor, Dimension::kRubricRevision},
                         {Dimension::kVendorAgainstOthers},
                         {Dimension::kAnnotator}}};
}

AgreementTable Empty() { return *AgreementTable::Make(Plan()); }

std::vector<AgreementRow> RowsOf(const AgreementTable& table, std::size_t breakdown) {
  return *table.Rows(breakdown);
}

// What of a row must not depend on how labels came.
std::string Describe(const AgreementRow& row) {
  std::string text = absl::StrCat(row.criterion, " ");
  for (const std::string& key : row.keys) absl::StrAppend(&text, key, " ");
  absl::StrAppend(&text, row.labels, " labels ", row.units, " units ", row.pairwise.agreeing, "/",
                  row.pairwise.pairs, " gold ", row.gold.passed, "/", row.gold.judged, " alpha ",
                  row.alpha.units, "/", row.alpha.values, " ");
  if (row.alpha.alpha.has_value()) {
    absl::StrAppend(&text, std::round(*row.alpha.alpha * 1e9) + 0.0);
  }
  return text;
}

std::vector<std::string> DescribeAll(const AgreementTable& table) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < Plan().breakdowns.size(); ++i) {
    for (const AgreementRow& row : RowsOf(table, i)) lines.push_back(Describe(row));
  }
  return lines;
}

// Three annotators of two vendors on one criterion.
std::vector<LabelValue> ByHand() {
  return {{"u1", "artifacts", "r1", "en", "x", "ann", 1, 1},
          {"u1", "artifacts", "r1", "en", "x", "bob", 1, 1},
          {"u1", "artifacts", "r1", "en", "y", "cid", 0, 1},
          {"u2", "artifacts", "r1", "de", "x", "ann", 0, {}},
          {"u2", "artifacts", "r1", "de", "y", "cid", 0, {}},
          {"u3", "artifacts", "r1", "de", "x", "bob", 1, {}},
          {"u3", "artifacts", "r2", "de", "y", "cid", 1, {}}};
}

AgreementTable Filled(const std::vector<LabelValue>& labels) {
  AgreementTable table = Empty();
  for (const LabelValue& label : labels) EXPECT_TRUE(table.Add(label).ok());
  return table;
}

TEST(AgreementTable, ComparesLabelsOfTheSameUnitAndRevision) {
  const std::vector<AgreementRow> rows = RowsOf(Filled(ByHand()), 0);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].criterion, "artifacts");
  EXPECT_EQ(rows[0].labels, 7u);
  EXPECT_EQ(rows[0].units, 2u) << "u3 has one label under each revision";
  EXPECT_EQ(rows[0].pairwise.pairs, 4u);
  EXPECT_EQ(rows[0].pairwise.agreeing, 2u);
  EXPECT_EQ(rows[0].gold.judged, 3u);
  EXPECT_EQ(rows[0].gold.passed, 2u);
  EXPECT_EQ(rows[0].alpha.values, 5u);
}

TEST(AgreementTable, SortsRowsByTheirKeys) {
  const std::vector<AgreementRow> slices = RowsOf(Filled(ByHand()), 1);
  ASSERT_EQ(slices.size(), 2u);
  EXPECT_EQ(slices[0].keys, std::vector<std::string>{"de"});
  EXPECT_EQ(slices[0].alpha.basis, AlphaBasis::kNoVariation);
  EXPECT_EQ(slices[1].keys, std::vector<std::string>{"en"});
  EXPECT_EQ(slices[1].pairwise.agreeing, 1u);
  EXPECT_EQ(slices[1].pairwise.pairs, 3u);
}

TEST(AgreementTable, OfAVendorHoldsTheVendorsOwnPairs) {
  const std::vector<AgreementRow> rows = RowsOf(Filled(ByHand()), 2);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].keys, (std::vector<std::string>{"x", "r1"}));
  EXPECT_EQ(rows[0].pairwise.pairs, 1u);
  EXPECT_EQ(rows[0].labels, 4u);
  EXPECT_EQ(rows[1].keys, (std::vector<std::string>{"y", "r1"}));
  EXPECT_EQ(rows[1].pairwise.pairs, 0u);
  EXPECT_EQ(rows[1].alpha.basis, AlphaBasis::kNoPairableValues);
  EXPECT_EQ(rows[1].gold.judged, 1u);
  EXPECT_EQ(rows[2].keys, (std::vector<std::string>{"y", "r2"}));
}

TEST(AgreementTable, AgainstOthersHoldsThePairsWithOtherVendors) {
  const std::vector<AgreementRow> rows = RowsOf(Filled(ByHand()), 3);
  ASSERT_EQ(rows.size(), 2u);
  for (const AgreementRow& row : rows) {
    EXPECT_EQ(row.pairwise.pairs, 3u) << row.keys[0];  // two on u1, one on u2
    EXPECT_EQ(row.pairwise.agreeing, 1u);
    EXPECT_EQ(row.units, 2u);
  }
}

TEST(AgreementTable, OfAnAnnotatorHoldsThePairsWithAllOthers) {
  const std::vector<AgreementRow> rows = RowsOf(Filled(ByHand()), 4);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].keys[0], "ann");
  EXPECT_EQ(rows[0].pairwise.pairs, 3u);
  EXPECT_EQ(rows[0].pairwise.agreeing, 2u);
  EXPECT_EQ(rows[2].keys[0], "cid");
  EXPECT_EQ(rows[2].pairwise.pairs, 3u);
  EXPECT_EQ(rows[2].pairwise.agreeing, 1u);
  EXPECT_EQ(rows[2].gold.judged, 1u);
  EXPECT_EQ(rows[2].gold.passed, 0u);
}

// Labels of a random queue, with missing ones.
std::vector<LabelValue> RandomLabels(Dice& dice) {
  std::vector<LabelValue> labels;
  for (int unit = 0; unit < 40; ++unit) {
    for (const char* criterion : {"artifacts", "prosody"}) {
      for (int annotator = 0; annotator < 5; ++annotator) {
        if (dice.Below(3) == 0) continue;
        LabelValue label{absl::StrCat("u", unit),
                         criterion,
                         absl::StrCat("r", unit % 2),
                         absl::StrCat("s", unit % 3),
                         annotator < 2 ? "x" : "y",
                         absl::StrCat("a", annotator),
                         static_cast<double>(dice.Below(4)),
                         {}};
        if (unit % 5 == 0) label.known = 1;
        labels.push_back(label);
      }
    }
  }
  return labels;
}

TEST(AgreementTable, IsTheSameInAnyOrderAndOverAnyShards) {
  const uint32_t seed = testing::Seed();
  SCOPED_TRACE(seed);
  Dice dice(seed);
  for (int trial = 0; trial < 10; ++trial) {
    std::vector<LabelValue> labels = RandomLabels(dice);
    const std::vector<std::string> whole = DescribeAll(Filled(labels));
    dice.Shuffle(labels);
    EXPECT_EQ(DescribeAll(Filled(labels)), whole);
    std::vector<AgreementTable> parts(3, Empty());
    for (const LabelValue& label : labels) ASSERT_TRUE(parts[dice.Below(3)].Add(label).ok());
    AgreementTable left = parts[0];
    ASSERT_TRUE(left.Merge(parts[1]).ok());
    ASSERT_TRUE(left.Merge(parts[2]).ok());
    EXPECT_EQ(DescribeAll(left), whole);
    AgreementTable right = parts[2];
    ASSERT_TRUE(right.Merge(parts[1]).ok());
    AgreementTable first = parts[0];
    ASSERT_TRUE(first.Merge(right).ok());
    EXPECT_EQ(DescribeAll(first), whole);
  }
}

TEST(AgreementTable, KeepsSumsAloneOfClosedUnits) {
  Dice dice(3);
  const std::vector<LabelValue> labels = RandomLabels(dice);
  const std::vector<std::string> whole = DescribeAll(Filled(labels));
  AgreementTable table = Empty();
  std::string last;
  for (const LabelValue& label : labels) {
    if (label.unit != last) table.CloseUnit(last);
    last = label.unit;
    ASSERT_TRUE(table.Add(label).ok());
    EXPECT_LE(table.open_units(), 2u) << "one for each criterion";
  }
  EXPECT_EQ(DescribeAll(table), whole) << "open units count as they are";
  table.CloseUnit(last);
  table.CloseUnit("nobody's");
  EXPECT_EQ(table.open_units(), 0u);
  EXPECT_EQ(DescribeAll(table), whole);
  AgreementTable twice = table;
  ASSERT_TRUE(twice.Merge(table).ok());
  EXPECT_EQ(RowsOf(twice, 0)[0].labels, 2 * RowsOf(table, 0)[0].labels);
}

TEST(AgreementTable, RefusesWhatDoesNotFitAndStaysAsItWas) {
  AgreementTable table = Filled(ByHand());
  const std::vector<std::string> before = DescribeAll(table);
  const LabelValue good{"u1", "artifacts", "r1", "en", "y", "dan", 1, {}};
  LabelValue wrong = good;
  wrong.annotator = "ann";
  EXPECT_EQ(table.Add(wrong).code(), absl::StatusCode::kAlreadyExists);
  wrong = good;
  wrong.slice = "de";
  EXPECT_EQ(table.Add(wrong).code(), absl::StatusCode::kInvalidArgument);
  wrong = good;
  wrong.criterion = "unheard";
  EXPECT_EQ(table.Add(wrong).code(), absl::StatusCode::kInvalidArgument);
  wrong = good;
  wrong.value = std::nan("");
  EXPECT_EQ(table.Add(wrong).code(), absl::StatusCode::kInvalidArgument);
  wrong = good;
  wrong.known = std::nan("");
  EXPECT_EQ(table.Add(wrong).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(table.Merge(Filled({good, ByHand()[1]})).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_FALSE(table.Rows(5).ok());
  EXPECT_EQ(DescribeAll(table), before);
  EXPECT_TRUE(table.Add(good).ok());
}

TEST(AgreementTable, RefusesImpossiblePlans) {
  const auto refuses = [](AgreementPlan plan) { return !AgreementTable::Make(plan).ok(); };
  EXPECT_TRUE(refuses({.criteria = {{"a", {Scale::kNominal, 1}}}, .breakdowns = {}}));
  EXPECT_TRUE(refuses({.criteria = {}, .breakdowns = {{Dimension::kSlice, Dimension::kSlice}}}));
  EXPECT_TRUE(refuses(
      {.criteria = {}, .breakdowns = {{Dimension::kVendor, Dimension::kVendorAgainstOthers}}}));
  AgreementTable table = Empty();
  EXPECT_FALSE(table.Merge(*AgreementTable::Make({})).ok());
}

}  // namespace
}  // namespace winnow::release
