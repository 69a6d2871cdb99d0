// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rubric/rubric_validation.h"

#include <limits>

#include "gmock/gmock.h"
#include "tests/server/rubric/rubrics.h"

namespace winnow::rubric::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> FieldsOf(const v1::Rubric& rubric) {
  std::vector<std::string> fields;
  for (const selection::FieldViolation& violation : ValidateRubric(rubric, "mine")) {
    EXPECT_FALSE(violation.problem.empty());
    fields.push_back(violation.field);
  }
  return fields;
}

// What is wrong once `change` has been made to a rubric that is fine.
template <typename Change>
std::vector<std::string> After(Change change) {
  v1::Rubric rubric = ThreeKinds();
  change(rubric);
  return FieldsOf(rubric);
}

TEST(RubricValidation, TakesARubricOfEveryKindOfCriterion) {
  EXPECT_THAT(FieldsOf(ThreeKinds()), IsEmpty());
  EXPECT_THAT(After([](v1::Rubric& r) { r.set_fixes("mine@3"); }), IsEmpty());
}

TEST(RubricValidation, FindsEveryProblemOfAnEmptyOne) {
  EXPECT_THAT(FieldsOf({}), ElementsAre("label_use", "criteria"));
}

TEST(RubricValidation, NamesTheFieldThatIsWrong) {
  using R = v1::Rubric;
  EXPECT_THAT(After([](R& r) { r.mutable_criteria(1)->set_name("safe"); }),
              ElementsAre("criteria[1].name"));
  EXPECT_THAT(After([](R& r) { r.mutable_criteria(1)->set_name("a sentence"); }),
              ElementsAre("criteria[1].name"));
  EXPECT_THAT(After([](R& r) { r.mutable_criteria(0)->clear_stage(); }),
              ElementsAre("criteria[0].stage"));
  EXPECT_THAT(After([](R& r) { r.mutable_criteria(0)->clear_flag(); }), ElementsAre("criteria[0]"));
  EXPECT_THAT(After([](R& r) { r.mutable_criteria(0)->set_required(false); }),
              ElementsAre("criteria"));
  EXPECT_THAT(After([](R& r) { r.mutable_criteria(0)->set_end_to_end(true); }),
              ElementsAre("criteria"));
  EXPECT_THAT(After([](R& r) { r.mutable_criteria(0)->set_description(std::string(201, 'x')); }),
              ElementsAre("criteria[0].description"));
  EXPECT_THAT(After([](R& r) { r.mutable_criteria(1)->mutable_category()->add_values("warm"); }),
              ElementsAre("criteria[1].category.values[2]"));
  EXPECT_THAT(After([](R& r) { r.mutable_criteria(1)->mutable_category()->add_values("a b"); }),
              ElementsAre("criteria[1].category.values[2]"));
  EXPECT_THAT(After([](R& r) { r.mutable_criteria(1)->mutable_category()->clear_values(); }),
              ElementsAre("criteria[1].category.values"));
  EXPECT_THAT(After([](R& r) { r.mutable_measures(0)->set_errors("No"); }),
              ElementsAre("measures[0].errors"));
  EXPECT_THAT(After([](R& r) { r.mutable_measures(0)->set_units("unsafe"); }),
              ElementsAre("measures[0].units"));
  EXPECT_THAT(After([](R& r) { *r.add_measures() = r.measures(0); }),
              ElementsAre("measures[1].name"));
  EXPECT_THAT(After([](R& r) { r.set_fixes("other@1"); }), ElementsAre("fixes"));
}

TEST(RubricValidation, BoundsScores) {
  const auto with_score = [](double min, double max, double tolerance) {
    return After([=](v1::Rubric& r) {
      v1::ScoreCriterion& score = *r.mutable_criteria(2)->mutable_score();
      score.set_min(min);
      score.set_max(max);
      score.set_tolerance(tolerance);
    });
  };
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(with_score(0, 1, 0.5), IsEmpty());
  EXPECT_THAT(with_score(kNan, 1, 0), ElementsAre("criteria[2].score.min"));
  EXPECT_THAT(with_score(0, std::numeric_limits<double>::infinity(), 0),
              ElementsAre("criteria[2].score.max"));
  EXPECT_THAT(with_score(1, 1, 0), ElementsAre("criteria[2].score.max"));
  EXPECT_THAT(with_score(0, 1, 1), ElementsAre("criteria[2].score.tolerance"));
  EXPECT_THAT(with_score(0, 1, kNan), ElementsAre("criteria[2].score.tolerance"));
  EXPECT_THAT(with_score(0.2, 0.8, 0), ElementsAre("criteria[2].score.whole"));
}

TEST(RubricValidation, BoundsTheNumberOfQuestions) {
  EXPECT_THAT(After([](v1::Rubric& r) {
                for (int i = 0; i < 62; ++i) {
                  *r.add_criteria() = r.criteria(1);
                  r.mutable_criteria(r.criteria_size() - 1)->set_name("c" + std::to_string(i));
                }
              }),
              ElementsAre("criteria"));
}

}  // namespace
}  // namespace winnow::rubric::testing
