// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// Three transcription teams on the same audio: what a vendor change alone does. The file is not
// part of the repository; without it the tests are skipped.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/release/agreement/alpha.h"
#include "server/release/agreement/anchor_sums.h"
#include "server/release/agreement/pairwise_agreement.h"
#include "server/release/agreement/vendor_shift.h"

namespace winnow::release {
namespace {

const char* const kTeams[] = {"rev", "rev_aa", "amber"};

using Utterance = std::map<std::string, std::string>;

// Beside the sources, or where WINNOW_SHARED_DATA says.
std::string Path() {
  const char* given = std::getenv("WINNOW_SHARED_DATA");
  return absl::StrCat(given != nullptr ? given : WINNOW_SOURCE_DIR "/../shared/data",
                      "/coraal_transcribers.csv");
}

std::vector<Utterance> Load() {
  std::ifstream file(Path());
  std::vector<Utterance> utterances;
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> columns = absl::StrSplit(line, ',');
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = absl::StrSplit(line, ',');
    Utterance& utterance = utterances.emplace_back();
    for (std::size_t i = 0; i < columns.size(); ++i) utterance[columns[i]] = cells.at(i);
  }
  return utterances;
}

double NumberOf(const Utterance& utterance, const std::string& column) {
  double value = 0;
  EXPECT_TRUE(absl::SimpleAtod(utterance.at(column), &value)) << column;
  return value;
}

class Transcribers : public ::testing::Test {
 protected:
  void SetUp() override {
    utterances_ = Load();
    if (utterances_.empty()) GTEST_SKIP() << "no " << Path();
  }

  // The word errors of each team, under a label policy.
  AnchorSums Anchors(const std::string& errors, const std::string& words) const {
    AnchorSums sums;
    for (const Utterance& utterance : utterances_) {
      for (const std::string team : kTeams) {
        if (utterance.at(errors + team).empty()) continue;
        EXPECT_TRUE(sums.Add({.vendor = team,
                              .anchor = utterance.at("candidate_id"),
                              .cluster = utterance.at("interview_key"),
                              .amount = NumberOf(utterance, errors + team),
                              .denominator = NumberOf(utterance, words)})
                        .ok());
      }
    }
    return sums;
  }

  std::vector<Utterance> utterances_;
};

void Print(const char* policy, const std::vector<VendorShift>& shifts) {
  for (const VendorShift& shift : shifts) {
    std::printf(
        "%s, %s: %.2f points [%.2f, %.2f] of word error, p %.2g, %s; %d anchors of %d "
        "interviews\n",
        policy, shift.vendor.c_str(), 100 * shift.difference, 100 * shift.interval.lower,
        100 * shift.interval.upper, shift.adjusted_p,
        shift.verdict == ShiftVerdict::kShifted    ? "shifted"
        : shift.verdict == ShiftVerdict::kOneOfTwo ? "one of two"
                                                   : "not flagged",
        static_cast<int>(shift.anchors), static_cast<int>(shift.clusters));
  }
}

TEST_F(Transcribers, AVendorChangeAloneMovesTheMeasuredErrorAndIsFlagged) {
  const std::vector<VendorShift> strict = *FindVendorShifts(Anchors("p1_", "n_p1"), {});
  const std::vector<VendorShift> lenient = *FindVendorShifts(Anchors("e_", "n_p2"), {});
  Print("strict policy", strict);
  Print("lenient policy", lenient);
  for (const std::vector<VendorShift>& shifts : {strict, lenient}) {
    ASSERT_EQ(shifts.size(), 3u);
    EXPECT_EQ(shifts[0].vendor, "amber");
    EXPECT_EQ(shifts[0].verdict, ShiftVerdict::kShifted);
    EXPECT_EQ(shifts[0].anchors, utterances_.size());
    EXPECT_GT(shifts[0].interval.lower, 0);
  }
  EXPECT_NEAR(strict[0].difference, 0.047, 0.0005);
}

TEST_F(Transcribers, ShowTheAgreementOfTheirErrorCounts) {
  AlphaSums nominal(Scale::kNominal);
  AlphaSums ordinal(Scale::kOrdinal);
  AlphaSums interval(Scale::kInterval);
  PairwiseAgreement pairs;
  for (const Utterance& utterance : utterances_) {
    std::vector<double> errors;
    for (const std::string team : kTeams) errors.push_back(NumberOf(utterance, "e_" + team));
    ASSERT_TRUE(nominal.AddUnit(errors).ok());
    ASSERT_TRUE(ordinal.AddUnit(errors).ok());
    ASSERT_TRUE(interval.AddUnit(errors).ok());
    ASSERT_TRUE(pairs.AddUnit(errors, 0).ok());
  }
  std::printf(
      "word errors of three teams: alpha %.3f nominal, %.3f ordinal, %.3f interval; %.1f %% "
      "of pairs agree\n",
      *nominal.Estimate().alpha, *ordinal.Estimate().alpha, *interval.Estimate().alpha,
      100 * *pairs.Share());
  EXPECT_GT(*interval.Estimate().alpha, 0.5);
  EXPECT_LT(*interval.Estimate().alpha, 1);
}

}  // namespace
}  // namespace winnow::release
