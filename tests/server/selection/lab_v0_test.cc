// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The golden test of the scorer (selection.md S2.3, S10): lab-v0 equals its formula on random
// records, ties included.
#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/selection/builtin_policies.h"
#include "server/selection/policy.h"
#include "server/selection/score.h"
#include "server/selection/slice_weight.h"

namespace winnow::selection {
namespace {

struct Record {
  std::string id;
  double confidence;
  double daily_sessions;
  double coverage;
  bool recent_regression;
  bool sensitive;
};

// The formula as it stands in S2.3.
double Formula(const Record& r) {
  return (1 - r.confidence) + std::min(r.daily_sessions / 1000, 3.0) +
         1.5 * (r.coverage < 0.2 ? 1 : 0) + 2.0 * (r.recent_regression ? 1 : 0) -
         1.0 * (r.sensitive ? 1 : 0);
}

CompiledPolicy LabV0() {
  absl::StatusOr<CompiledPolicy> policy = CompilePolicy(*FindBuiltinPolicy("lab-v0"), {});
  EXPECT_TRUE(policy.ok()) << policy.status();
  return *std::move(policy);
}

Micros Scored(const CompiledPolicy& policy, const Record& r) {
  SliceFacts slice;
  slice.coverage_override = ToMicros(r.coverage);
  slice.recent_regression = r.recent_regression;
  const std::vector<SignalValue> values = {{true, ToMicros(r.confidence)},
                                           {true, ToMicros(r.daily_sessions)}};
  return Score(policy, values, r.sensitive) + SliceTerm(policy, slice);
}

// Few distinct values, so that equal scores are frequent and thresholds are hit.
std::vector<Record> CoarseRecords(std::mt19937_64& random, int n) {
  std::vector<Record> records;
  for (int i = 0; i < n; ++i) {
    records.push_back(
        {absl::StrCat("c", random() % 1000, "-", i), static_cast<double>(random() % 5) / 4,
         static_cast<double>(random() % 9) * 500, static_cast<double>(random() % 5) / 10,
         random() % 2 == 0, random() % 2 == 0});
  }
  return records;
}

std::vector<Record> FineRecords(std::mt19937_64& random, int n) {
  std::vector<Record> records;
  for (int i = 0; i < n; ++i) {
    records.push_back({absl::StrCat("c", i), static_cast<double>(random() % 1'000'001) / 1e6,
                       static_cast<double>(random() % 5000),
                       static_cast<double>(random() % 1001) / 1000, random() % 2 == 0,
                       random() % 2 == 0});
  }
  return records;
}

TEST(LabV0, EqualsItsFormulaToTheMicroOnRandomRecords) {
  const CompiledPolicy policy = LabV0();
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    std::vector<Record> records = CoarseRecords(random, 500);
    for (Record& r : FineRecords(random, 500)) records.push_back(std::move(r));
    for (const Record& r : records) {
      ASSERT_EQ(Scored(policy, r), std::llround(Formula(r) * 1e6)) << r.id;
    }
  }
}

TEST(LabV0, RanksAsItsFormulaWithTheHigherIdFirstAmongEqualScores) {
  const CompiledPolicy policy = LabV0();
  ASSERT_TRUE(policy.break_ties_by_id);
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    std::mt19937_64 random(seed);
    std::vector<Record> by_formula = CoarseRecords(random, 400);
    std::vector<Record> by_score = by_formula;
    // Decimals of six places that are equal differ by far less than 1e-9 as doubles.
    std::sort(by_formula.begin(), by_formula.end(), [](const Record& a, const Record& b) {
      const double difference = Formula(a) - Formula(b);
      return std::abs(difference) > 1e-9 ? difference > 0 : a.id > b.id;
    });
    std::sort(by_score.begin(), by_score.end(), [&](const Record& a, const Record& b) {
      const Micros difference = Scored(policy, a) - Scored(policy, b);
      return difference != 0 ? difference > 0 : a.id > b.id;
    });
    for (size_t i = 0; i < by_score.size(); ++i) ASSERT_EQ(by_score[i].id, by_formula[i].id);
  }
}

TEST(LabV0, HasNoQuotasNoCapsAndNoExploration) {
  const CompiledPolicy policy = LabV0();
  EXPECT_EQ(policy.purpose, v1::PURPOSE_TRAINING);
  EXPECT_EQ(policy.allocation, v1::ALLOCATION_KIND_BY_SCORE);
  EXPECT_EQ(policy.exploration.share, 0);
  EXPECT_TRUE(policy.quotas.empty());
  EXPECT_TRUE(policy.caps.empty());
  EXPECT_EQ(policy.default_quota.min, 0u);
  EXPECT_FALSE(policy.default_quota.max.has_value());
}

TEST(LabV0, CountsAnUnscoredCandidateAsConfidentAndFlagsIt) {
  const CompiledPolicy policy = LabV0();
  EXPECT_EQ(Score(policy, {}, false), 0);
  EXPECT_THAT(ExplainScore(policy, {}, false),
              testing::ElementsAre(ScorePart{"doubt", 0, true}, ScorePart{"traffic", 0, true}));
}

TEST(LabV0, KnowsTheRangeOfItsScores) {
  const CompiledPolicy policy = LabV0();
  EXPECT_EQ(policy.range.min, -kMicrosPerUnit);
  EXPECT_EQ(policy.range.max, 4 * kMicrosPerUnit);
}

TEST(BuiltinPolicies, AreFoundByTheirIdsAlone) {
  for (const absl::string_view id : BuiltinPolicyIds()) {
    EXPECT_TRUE(FindBuiltinPolicy(id).has_value()) << id;
  }
  EXPECT_FALSE(FindBuiltinPolicy("lab-v1").has_value());
  EXPECT_FALSE(FindBuiltinPolicy("").has_value());
}

}  // namespace
}  // namespace winnow::selection
