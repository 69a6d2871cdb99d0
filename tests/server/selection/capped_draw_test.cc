// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How good the greedy draw is under caps (selection.md S10), against the flow of the greatest gain.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/selection/sampler.h"
#include "tests/server/selection/flow_oracle.h"
#include "tests/server/selection/test_frame.h"
#include "tests/testing/seed.h"

namespace winnow::selection {
namespace {

constexpr int64_t kLarge = 1'000'000'000'000;  // above all scores of a batch together

// BY_SCORE without random draws: slices with bounds, and a key with a cap.
RandomCase CappedCase(Dice& dice) {
  RandomCase random;
  random.policy.allocation = v1::ALLOCATION_KIND_BY_SCORE;
  random.policy.range = {0, 1'000'000};
  const uint64_t keys = 1 + dice.Below(6);
  const uint64_t scores = dice.Chance(30) ? 5 : 1'000'000;
  for (uint64_t s = 0; s < 1 + dice.Below(5); ++s) {
    SliceFacts slice;
    slice.id = absl::StrCat("s", s);
    QuotaRule& rule = random.policy.quotas[slice.id];
    if (dice.Chance(70)) rule.max = static_cast<uint32_t>(dice.Below(7));
    if (dice.Chance(30)) rule.min = static_cast<uint32_t>(dice.Below(3));
    for (uint64_t i = 0; i < dice.Below(10); ++i) {
      const auto score = static_cast<Micros>(1 + dice.Below(scores) * (1'000'000 / scores));
      random.pool.records.push_back(
          {absl::StrCat(slice.id, "-", i), slice.id, score, {1 + dice.Below(keys)}, 1});
    }
    random.pool.slices.push_back(slice);
  }
  random.batch = 1 + dice.Below(20);
  return random;
}

// Source, slices, keys (of each slice, or of all), sink.
class Network {
 public:
  Network(const RandomCase& random, const DrawResult& drawn, const TestFrame& frame)
      : random_(random), flow_(2 + 8 + 64) {
    const CapRule& cap = random.policy.caps.front();
    for (const SliceLine& line : drawn.lines) {
      const std::size_t slice = SliceNode(frame.slice_id(line.slice));
      flow_.AddArc(0, slice, static_cast<int64_t>(line.lo), kLarge);
      flow_.AddArc(0, slice, static_cast<int64_t>(line.hi - line.lo), 0);
    }
    for (const Record& record : random.pool.records) {
      const bool is_nested = cap.per_slice > 0;
      const uint64_t room = is_nested ? cap.per_slice : cap.per_batch;
      const auto [key, is_new] = keys_.emplace(
          std::make_pair(is_nested ? record.slice : std::string(), record.keys[0]), keys_.size());
      if (is_new) flow_.AddArc(10 + key->second, 73, static_cast<int64_t>(room), 0);
      flow_.AddArc(SliceNode(record.slice), 10 + key->second, 1, record.score);
    }
  }

  int64_t Greatest() { return flow_.GreatestGain(static_cast<int64_t>(random_.batch)); }

  // The same measure of what was drawn.
  static int64_t GainOf(const DrawResult& drawn) {
    int64_t gain = 0;
    for (const DrawItem& item : drawn.items) gain += item.score;
    for (const SliceLine& line : drawn.lines) {
      gain += static_cast<int64_t>(std::min(line.filled, line.lo)) * kLarge;
    }
    return gain;
  }

 private:
  static std::size_t SliceNode(const std::string& id) {
    return 1 + static_cast<std::size_t>(id[1] - '0');
  }

  const RandomCase& random_;
  FlowOracle flow_;
  std::map<std::pair<std::string, uint64_t>, std::size_t> keys_;
};

template <typename Check>
void ForEachCappedCase(const CapRule& shape, Check check) {
  const uint64_t seed = winnow::testing::Seed();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  Dice dice(seed);
  for (int i = 0; i < 3000; ++i) {
    SCOPED_TRACE(absl::StrCat("seed ", seed, " case ", i));
    RandomCase random = CappedCase(dice);
    const auto cap = static_cast<uint32_t>(1 + dice.Below(3));
    random.policy.caps = {{.attribute = 0,
                           .per_batch = shape.per_batch > 0 ? cap : 0,
                           .per_slice = shape.per_slice > 0 ? cap : 0}};
    const TestFrame frame(random.policy, random.pool, seed);
    InlineExecutor executor;
    const DrawResult drawn = Draw(random.policy, frame.frame(), {random.batch, 1, {}}, executor);
    uint64_t minima = 0;
    for (const SliceLine& line : drawn.lines) minima += line.lo;
    if (minima > random.batch) continue;  // classes, not scores, decide then (S4.3)
    const int64_t best = Network(random, drawn, frame).Greatest();
    check(random, Network::GainOf(drawn), best);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

TEST(CappedDraw, IsOptimalForKeysWithinSlices) {
  ForEachCappedCase({.per_slice = 1},
                    [](const RandomCase&, int64_t drawn, int64_t best) { ASSERT_EQ(drawn, best); });
}

TEST(CappedDraw, IsAtLeastHalfOfTheOptimumForAKeyAcrossSlices) {
  double ratios = 0;
  int cases = 0;
  double least = 1;
  ForEachCappedCase({.per_batch = 1}, [&](const RandomCase& random, int64_t drawn, int64_t best) {
    ASSERT_LE(drawn, best);
    for (const auto& [slice, rule] : random.policy.quotas) {
      if (rule.min > 0) return;  // a minimum is worth more than any score
    }
    ASSERT_GE(2 * drawn, best);
    if (best == 0) return;
    ++cases;
    const double ratio = static_cast<double>(drawn) / static_cast<double>(best);
    ratios += ratio;
    least = std::min(least, ratio);
  });
  std::printf("draw over optimum: mean %.4f, least %.4f of %d\n", ratios / cases, least, cases);
  EXPECT_GT(cases, 300);
  EXPECT_GT(ratios / cases, 0.95);
}

}  // namespace
}  // namespace winnow::selection
