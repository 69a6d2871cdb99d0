// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/decision/holm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "tests/server/release/decision/random_estimate.h"
#include "tests/testing/seed.h"

namespace winnow::release {
namespace {

using ::testing::DoubleNear;
using ::testing::Pointwise;

// Closed testing: a hypothesis falls at a level if every set of hypotheses that holds it does, by
// Bonferroni's test. The adjusted p-value is the level at which the last of these sets falls.
std::vector<double> ClosedTesting(const std::vector<double>& p) {
  std::vector<double> adjusted(p.size());
  for (uint32_t set = 1; set < uint32_t{1} << p.size(); ++set) {
    double smallest = 1;
    double members = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      if ((set >> i & 1) == 0) continue;
      smallest = std::min(smallest, p[i]);
      ++members;
    }
    for (std::size_t i = 0; i < p.size(); ++i) {
      if ((set >> i & 1) == 1) {
        adjusted[i] = std::max(adjusted[i], std::min(1.0, members * smallest));
      }
    }
  }
  return adjusted;
}

TEST(HolmAdjusted, IsClosedTestingWithBonferroni) {
  const uint64_t seed = testing::Seed();
  SCOPED_TRACE(seed);
  selection::Dice dice(seed);
  for (int i = 0; i < 2000; ++i) {
    std::vector<double> p(1 + dice.Below(9));
    // Ties, zeros and ones among them.
    for (double& value : p) {
      value = dice.Chance(30) ? static_cast<double>(dice.Below(5)) / 4 : Between(dice, 0, 0.3);
    }
    ASSERT_THAT(*HolmAdjusted(p), Pointwise(DoubleNear(1e-12), ClosedTesting(p)));
  }
}

TEST(HolmAdjusted, OfOneIsItself) { EXPECT_EQ(HolmAdjusted({0.3})->front(), 0.3); }

TEST(HolmAdjusted, OfNoneIsEmpty) { EXPECT_TRUE(HolmAdjusted({})->empty()); }

TEST(HolmAdjusted, RefusesWhatIsNoProbability) {
  for (const double p : {-0.01, 1.01, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(HolmAdjusted({0.5, p}).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace winnow::release
