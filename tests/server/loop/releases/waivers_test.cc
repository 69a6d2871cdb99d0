// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How long a waiver holds.
#include "server/loop/releases/waivers.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/server/loop/releases/release_bed.h"

namespace winnow::loop::testing {
namespace {

constexpr char kEverybody[] = "00000000000000aa";

TEST(Waivers, EndAlsoWhereTheSampleHasNoItemLeft) {
  ReleaseBed bed(2, 5);
  std::vector<v1::Candidate> candidates;
  for (int i = 0; i < 10; ++i) {
    candidates.push_back(bed.Testable(i));
    candidates.back().set_subject(kEverybody);
  }
  ASSERT_EQ(bed.Upsert(candidates).updated(), 10u);
  bed.Evaluate();
  ASSERT_TRUE(bed.CreateRelease().ok());
  ASSERT_TRUE(bed.Waive("kind: FINDING_KIND_INSUFFICIENT_EVIDENCE").ok());
  const auto erased =
      bed.Call(&Loop::erasures, &Erasures::EraseSubject,
               Text<v1::EraseSubjectRequest>(absl::StrCat("subject: '", kEverybody, "'")));
  ASSERT_TRUE(erased.ok()) << erased.status();
  for (const bool ended : {false, true}) {
    if (ended) bed.clock().Advance(absl::Hours(25));
    const auto verdict = bed.Gate();
    ASSERT_TRUE(verdict.ok()) << verdict.status();
    EXPECT_EQ(verdict->items(), 0u);
    ASSERT_THAT(KindsOf(*verdict), ::testing::ElementsAre(v1::FINDING_KIND_INSUFFICIENT_EVIDENCE));
    for (const v1::Finding& finding : verdict->findings()) EXPECT_EQ(finding.waived(), !ended);
    EXPECT_EQ(verdict->verdict(), ended ? v1::VERDICT_UNDECIDED : v1::VERDICT_PASS);
  }
}

}  // namespace
}  // namespace winnow::loop::testing
