// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/control_share.h"

#include <gtest/gtest.h>

#include <cmath>

namespace winnow::selection {
namespace {

TEST(ControlShare, IsTheDeclaredRateOfTheOtherItemsWhateverTheSize) {
  for (const ControlRules rules : {ControlRules{100'000, 50'000}, ControlRules{200'000, 200'000},
                                   ControlRules{0, 1'000}, ControlRules{200'000, 0}}) {
    for (const uint64_t size : {1u, 2u, 3u, 10u, 57u, 5000u}) {
      constexpr uint64_t kSeeds = 20'000;
      double gold = 0;
      double anchor = 0;
      for (uint64_t seed = 0; seed < kSeeds; ++seed) {
        const ControlCounts counts = ControlOfBatch(rules, size, seed);
        ASSERT_LE(counts.total(), size);
        gold += static_cast<double>(counts.gold);
        anchor += static_cast<double>(counts.anchor);
        for (const uint64_t drawn : {uint64_t{0}, size / 2, size - counts.total()}) {
          if (drawn + 1 > size - counts.total()) continue;
          ASSERT_LE(drawn + ControlBeside(rules, drawn, seed).total(), size);
        }
      }
      const double drawn = static_cast<double>(kSeeds * size) - gold - anchor;
      const double deviation = 0.5 * std::sqrt(kSeeds);
      EXPECT_NEAR(gold, static_cast<double>(rules.gold) / 1e6 * drawn, 6 * deviation) << size;
      EXPECT_NEAR(anchor, static_cast<double>(rules.anchor) / 1e6 * drawn, 6 * deviation) << size;
    }
  }
}

TEST(ControlShare, IsNoneWithoutRates) {
  EXPECT_EQ(ControlOfBatch({}, 5000, 7), ControlCounts());
  EXPECT_EQ(ControlBeside({}, 5000, 7), ControlCounts());
}

}  // namespace
}  // namespace winnow::selection
