// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/decision/comparability.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace winnow::release {
namespace {

using ::testing::HasSubstr;

constexpr LabelOrigin kOurs = {"asr@3", "north"};
constexpr LabelOrigin kOtherRubric = {"asr@4", "north"};
constexpr LabelOrigin kOtherVendor = {"asr@3", "south"};
constexpr LabelOrigin kOtherBoth = {"asr@4", "south"};

TEST(ComparabilityOf, ComparesOneRubricAndOneVendor) {
  EXPECT_EQ(*ComparabilityOf({kOurs}, {kOurs}), Comparability::kComparable);
}

TEST(ComparabilityOf, NamesTheMismatchRubricsFirst) {
  EXPECT_EQ(*ComparabilityOf({kOurs}, {kOtherRubric}), Comparability::kRubricMismatch);
  EXPECT_EQ(*ComparabilityOf({kOurs}, {kOtherVendor}), Comparability::kVendorMismatch);
  EXPECT_EQ(*ComparabilityOf({kOurs}, {kOtherBoth}), Comparability::kRubricMismatch);
  EXPECT_EQ(*ComparabilityOf({kOurs, kOurs}, {kOtherVendor, kOtherRubric}),
            Comparability::kRubricMismatch);
}

TEST(ComparabilityOf, AllowsVendorsThatMeetInBothSidesOfEachItem) {
  EXPECT_EQ(*ComparabilityOf({kOurs, kOtherVendor}, {kOurs, kOtherVendor}),
            Comparability::kComparable);
  EXPECT_EQ(*ComparabilityOf({kOurs, kOtherVendor}, {kOtherVendor, kOurs}),
            Comparability::kVendorMismatch);
}

TEST(ComparabilityOf, RefusesTwoRubricsEvenWhereTheyMeet) {
  EXPECT_EQ(*ComparabilityOf({kOurs, kOtherRubric}, {kOurs, kOtherRubric}),
            Comparability::kRubricMismatch);
}

TEST(ComparabilityOf, NeedsOriginsOfBothSides) {
  EXPECT_THAT(ComparabilityOf({}, {}).status().message(), HasSubstr("same number of labels"));
  EXPECT_THAT(ComparabilityOf({kOurs}, {kOurs, kOurs}).status().message(),
              HasSubstr("same number of labels"));
  for (const LabelOrigin unknown : {LabelOrigin{"", "north"}, LabelOrigin{"asr@3", ""}}) {
    EXPECT_EQ(ComparabilityOf({unknown}, {unknown}).status().code(),
              absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(ComparabilityOf({kOurs}, {unknown}).status().message(),
                HasSubstr("its rubric revision and its vendor"));
  }
}

}  // namespace
}  // namespace winnow::release
