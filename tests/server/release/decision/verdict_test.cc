// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/decision/verdict.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace winnow::release {
namespace {

constexpr Verdict kAll[] = {Verdict::kPass, Verdict::kBlock, Verdict::kUndecided};

TEST(CombinedVerdict, IsTheWorstOfTwo) {
  EXPECT_EQ(CombinedVerdict({Verdict::kPass, Verdict::kPass}), Verdict::kPass);
  for (const Verdict other : kAll) {
    EXPECT_EQ(CombinedVerdict({other}), other);
    EXPECT_EQ(CombinedVerdict({Verdict::kPass, other}), other);
    EXPECT_EQ(CombinedVerdict({Verdict::kBlock, other}), Verdict::kBlock);
  }
  EXPECT_EQ(CombinedVerdict({Verdict::kUndecided, Verdict::kUndecided}), Verdict::kUndecided);
}

TEST(CombinedVerdict, DoesNotDependOnOrderOrGrouping) {
  for (const Verdict a : kAll) {
    for (const Verdict b : kAll) {
      EXPECT_EQ(CombinedVerdict({a, b}), CombinedVerdict({b, a}));
      for (const Verdict c : kAll) {
        const Verdict all = CombinedVerdict({a, b, c});
        EXPECT_EQ(all, CombinedVerdict({CombinedVerdict({a, b}), c}));
        EXPECT_EQ(all, CombinedVerdict({a, CombinedVerdict({b, c})}));
      }
    }
  }
}

TEST(CombinedVerdict, OfNothingIsUndecided) { EXPECT_EQ(CombinedVerdict({}), Verdict::kUndecided); }

TEST(GuardrailVerdict, BlocksAboveItsLimitOnly) {
  EXPECT_EQ(*GuardrailVerdict(299.9, 300), Verdict::kPass);
  EXPECT_EQ(*GuardrailVerdict(300, 300), Verdict::kPass);
  EXPECT_EQ(*GuardrailVerdict(300.1, 300), Verdict::kBlock);
  EXPECT_EQ(*GuardrailVerdict(-1, -2), Verdict::kBlock);
}

TEST(GuardrailVerdict, WithoutAValueIsUndecided) {
  EXPECT_EQ(*GuardrailVerdict(std::nullopt, 300), Verdict::kUndecided);
}

TEST(GuardrailVerdict, RefusesWhatIsNoNumber) {
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(GuardrailVerdict(bad, 1).status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(GuardrailVerdict(1, bad).status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(GuardrailVerdict(std::nullopt, bad).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace winnow::release
