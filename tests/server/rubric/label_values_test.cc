// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rubric/label_values.h"

#include "gmock/gmock.h"
#include "tests/server/rubric/rubrics.h"

namespace winnow::rubric::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kSafe[] = "values { key: 'safe' value { flag: true } }";

std::string Flaw(const std::string& more) {
  return CheckValues(ValuesOf(kSafe + more), ThreeKinds()).value_or("none");
}

TEST(LabelValues, AreThoseThatTheRubricAsksFor) {
  EXPECT_EQ(Flaw(""), "none");
  EXPECT_EQ(Flaw("values { key: 'tone' value { category: 'warm' } } "
                 "values { key: 'score' value { number: 5 } }"),
            "none");
  EXPECT_EQ(CheckValues(ValuesOf("values { key: 'score' value { number: 5 } }"), ThreeKinds()),
            "values.safe")
      << "a required one is missing";
  EXPECT_EQ(Flaw("values { key: 'someone' value { flag: true } }"), "values")
      << "what is no criterion is not named";
}

TEST(LabelValues, AreOfTheirKindAndWithinTheirBounds) {
  for (const char* wrong : {"category: 'hot'", "flag: true", "number: 1", ""})
    EXPECT_EQ(Flaw(std::string("values { key: 'tone' value { ") + wrong + " } }"), "values.tone");
  for (const char* wrong :
       {"number: 0", "number: 6", "number: 2.5", "number: nan", "number: inf", "flag: true", ""})
    EXPECT_EQ(Flaw(std::string("values { key: 'score' value { ") + wrong + " } }"), "values.score");
}

TEST(LabelValues, DisagreeOnWhatDiffersByMoreThanTheTolerance) {
  const auto differ = [](const std::string& a, const std::string& b) {
    const auto one = Disagreements(ValuesOf(a), ValuesOf(b), ThreeKinds());
    EXPECT_EQ(one, Disagreements(ValuesOf(b), ValuesOf(a), ThreeKinds()));
    return one;
  };
  const std::string label = std::string(kSafe) + "values { key: 'score' value { number: 2 } }";
  EXPECT_THAT(differ(label, label), IsEmpty());
  EXPECT_THAT(differ(label, std::string(kSafe) + "values { key: 'score' value { number: 3 } }"),
              IsEmpty());
  EXPECT_THAT(differ(label, std::string(kSafe) + "values { key: 'score' value { number: 4 } }"),
              ElementsAre("score"));
  EXPECT_THAT(differ(label, "values { key: 'safe' value { flag: false } }"),
              ElementsAre("safe", "score"));
  EXPECT_THAT(differ(std::string(kSafe) + "values { key: 'tone' value { category: 'warm' } }",
                     std::string(kSafe) + "values { key: 'tone' value { category: 'cold' } }"),
              ElementsAre("tone"));
}

}  // namespace
}  // namespace winnow::rubric::testing
