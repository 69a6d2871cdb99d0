// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// Draws whose outcome can be told in advance: shortfalls, filters, lab-v0, and a frozen batch.
#include "server/selection/sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/selection/builtin_policies.h"
#include "server/selection/score.h"
#include "server/selection/stable_hash.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::selection {
namespace {

// Slices with a number of candidates each, scores from the top of 1.0 down; attribute 0 is the
// speaker, by default another one for each candidate.
class PoolBuilder {
 public:
  PoolBuilder& Slice(const std::string& id, int candidates, uint64_t speaker = 0) {
    pool.slices.emplace_back().id = id;
    for (int i = 0; i < candidates; ++i) {
      const std::string name = absl::StrCat(id, "-", i);
      const uint64_t own = speaker != 0 ? speaker : StaticIdHash(name);
      pool.records.push_back({name, id, 1'000'000 - i * 1000, {own}, 1});
    }
    return *this;
  }

  PoolBuilder& Excluded(const std::string& id, uint64_t leased, uint64_t filtered) {
    pool.exclusions[id] = {leased, filtered};
    return *this;
  }

  Pool pool;
};

CompiledPolicy EqualShares() {
  CompiledPolicy policy;
  policy.allocation = v1::ALLOCATION_KIND_EQUAL;
  policy.range = {0, 1'000'000};
  return policy;
}

// A draw and its lines by slice id.
struct Drawn {
  Drawn(const CompiledPolicy& policy, const Pool& pool, uint64_t batch) : frame(policy, pool, 1) {
    InlineExecutor executor;
    result = Draw(policy, frame.frame(), {batch, 1, {}}, executor);
    for (const SliceLine& line : result.lines) lines[frame.slice_id(line.slice)] = line;
  }

  uint64_t Count(v1::Arm arm) const {
    return static_cast<uint64_t>(std::count_if(result.items.begin(), result.items.end(),
                                               [&](const DrawItem& i) { return i.arm == arm; }));
  }

  TestFrame frame;
  DrawResult result;
  std::map<std::string, SliceLine> lines;
};

TEST(Shortfall, IsNoSupplyWhereASliceHasTooFewCandidates) {
  Drawn drawn(EqualShares(), PoolBuilder().Slice("a", 3).Slice("b", 50).pool, 20);
  EXPECT_EQ(drawn.lines["a"].filled, 3u);
  EXPECT_EQ(drawn.lines["a"].shortfall, 7u);
  EXPECT_EQ(drawn.lines["a"].reason, v1::SHORTFALL_REASON_NO_SUPPLY);
  EXPECT_EQ(drawn.lines["b"].filled, 17u);
  EXPECT_EQ(drawn.lines["b"].reason, v1::SHORTFALL_REASON_UNSPECIFIED);
}

TEST(Shortfall, NamesLeasesAndFilters) {
  const Pool pool = PoolBuilder()
                        .Slice("a", 3)
                        .Excluded("a", 30, 2)
                        .Slice("b", 3)
                        .Excluded("b", 1, 30)
                        .Slice("c", 50)
                        .pool;
  Drawn drawn(EqualShares(), pool, 30);
  EXPECT_EQ(drawn.lines["a"].reason, v1::SHORTFALL_REASON_LEASED);
  EXPECT_EQ(drawn.lines["b"].reason, v1::SHORTFALL_REASON_FILTERED);
  EXPECT_EQ(drawn.result.items.size(), 30u);
}

TEST(Shortfall, IsCappedWhereOneSpeakerFillsTheSlice) {
  CompiledPolicy policy = EqualShares();
  policy.caps = {{0, 2, 0}};
  Drawn drawn(policy, PoolBuilder().Slice("a", 50, 7).Slice("b", 50).pool, 20);
  EXPECT_EQ(drawn.lines["a"].filled, 2u);
  EXPECT_EQ(drawn.lines["a"].shortfall, 8u);
  EXPECT_EQ(drawn.lines["a"].reason, v1::SHORTFALL_REASON_CAPPED);
  // S5.2: the others take the slots, as FILL.
  EXPECT_EQ(drawn.lines["b"].exploit, 10u);
  EXPECT_EQ(drawn.lines["b"].filled, 18u);
  EXPECT_EQ(drawn.Count(v1::ARM_FILL), 8u);
}

TEST(Shortfall, IsBatchTooSmallWhereMinimaDoNotFit) {
  CompiledPolicy policy = EqualShares();
  policy.quotas["a"].min = 8;
  policy.quotas["b"].min = 8;
  policy.quotas["b"].priority_class = 1;
  Drawn drawn(policy, PoolBuilder().Slice("a", 50).Slice("b", 50).pool, 10);
  EXPECT_EQ(drawn.lines["a"].filled, 8u);
  EXPECT_EQ(drawn.lines["b"].filled, 2u);
  EXPECT_EQ(drawn.lines["b"].shortfall, 6u);
  EXPECT_EQ(drawn.lines["b"].reason, v1::SHORTFALL_REASON_BATCH_TOO_SMALL);
}

// S5.0: bounds that leave no room for both floor and ceiling make the expectation whole.
TEST(Shortfall, IsNotCoveredWhereAShareIsRoundedToZero) {
  CompiledPolicy policy = EqualShares();
  policy.exploration.share = 100'000;
  PoolBuilder pool;
  for (int s = 0; s < 10; ++s) {
    const std::string id = absl::StrCat("s", s);
    pool.Slice(id, 20);
    policy.quotas[id].min = 2;
    policy.quotas[id].max = 2;
  }
  Drawn drawn(policy, pool.pool, 20);
  int covered = 0;
  for (const auto& [id, line] : drawn.lines) {
    EXPECT_EQ(line.filled, 2u);
    EXPECT_EQ(line.explore % kUnitsPerSlot, 0u);
    if (line.explore > 0) {
      ++covered;
      EXPECT_EQ(line.reason, v1::SHORTFALL_REASON_UNSPECIFIED);
    } else {
      EXPECT_EQ(line.reason, v1::SHORTFALL_REASON_NOT_COVERED);
    }
  }
  EXPECT_EQ(covered, 2);
  EXPECT_EQ(drawn.Count(v1::ARM_EXPLORE), 2u);
}

// S5.0: what caps keep out of EXPLOIT is drawn at random, before anything random has happened.
TEST(Sampler, RaisesTheRandomDrawsBySlotsThatCapsLeaveOpen) {
  CompiledPolicy policy = EqualShares();
  policy.caps = {{0, 2, 0}};
  policy.exploration.share = 200'000;
  Drawn drawn(policy, PoolBuilder().Slice("a", 50, 7).Slice("b", 50, 8).pool, 20);
  EXPECT_EQ(drawn.Count(v1::ARM_EXPLOIT) + drawn.Count(v1::ARM_FILL), 4u);
  EXPECT_EQ(drawn.Count(v1::ARM_EXPLORE), 16u);
  const std::vector<CapOverflow> overflows = {{0, 7, 8}, {0, 8, 8}};
  EXPECT_EQ(drawn.result.cap_overflows, overflows);
}

TEST(Sampler, DrawsFromTheSlicesOfTheRequestAlone) {
  const CompiledPolicy policy = EqualShares();
  const TestFrame frame(policy, PoolBuilder().Slice("a", 9).Slice("b", 9).Slice("c", 9).pool, 1);
  InlineExecutor executor;
  const std::vector<SliceNo> slices = {frame.slice_no("c"), frame.slice_no("a"),
                                       frame.slice_no("c")};
  const DrawResult result = Draw(policy, frame.frame(), {50, 1, slices}, executor);
  EXPECT_EQ(result.items.size(), 18u);
  ASSERT_EQ(result.lines.size(), 2u);
  EXPECT_EQ(frame.slice_id(result.lines[0].slice), "a");
  EXPECT_EQ(frame.slice_id(result.lines[1].slice), "c");
}

TEST(Sampler, DrawsNothingFromNothing) {
  for (Micros share : {0, 300'000, 1'000'000}) {
    CompiledPolicy policy = EqualShares();
    policy.exploration.share = share;
    EXPECT_TRUE(Drawn(policy, Pool(), 10).result.items.empty());
    EXPECT_TRUE(Drawn(policy, PoolBuilder().Slice("a", 0).pool, 10).result.items.empty());
    EXPECT_TRUE(Drawn(policy, PoolBuilder().Slice("a", 9).pool, 0).result.items.empty());
    EXPECT_EQ(Drawn(policy, PoolBuilder().Slice("a", 9).pool, UINT64_MAX).result.items.size(), 9u);
  }
}

// One record of lab-v0, in the units that its formula is written in.
struct LabRecord {
  Micros confidence = 0;
  Micros daily_sessions = 0;
  bool sensitive = false;
};

// S2.3, written down once more in integers.
Micros LabFormula(const LabRecord& record, const SliceFacts& slice) {
  Micros score = 1'000'000 - record.confidence;
  score += std::min<Micros>(record.daily_sessions / 1000, 3'000'000);
  if (slice.labeled * 5 < slice.target) score += 1'500'000;
  if (slice.recent_regression) score += 2'000'000;
  if (record.sensitive) score -= 1'000'000;
  return score;
}

// S2.3 and S10: ranking of a whole draw, ties by higher id.
TEST(Sampler, RanksAsLabV0Does) {
  const auto policy = CompilePolicy(*FindBuiltinPolicy("lab-v0"), PolicyContext());
  ASSERT_TRUE(policy.ok()) << policy.status();
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Dice dice(seed);
    Pool pool;
    for (int s = 0; s < 9; ++s) {
      SliceFacts slice;
      slice.id = absl::StrCat("s", s);
      slice.target = dice.Below(100);
      slice.labeled = dice.Below(30);
      slice.recent_regression = dice.Chance(30);
      pool.slices.push_back(slice);
    }
    std::vector<std::pair<Micros, std::string>> ranking;
    for (int i = 0; i < 800; ++i) {
      const SliceFacts& slice = pool.slices[dice.Below(9)];
      LabRecord lab;
      lab.confidence = static_cast<Micros>(dice.Below(11)) * 100'000;
      lab.daily_sessions = static_cast<Micros>(dice.Below(5) * 1000) * kMicrosPerUnit;
      lab.sensitive = dice.Chance(20);
      const std::vector<SignalValue> values = {{true, lab.confidence}, {true, lab.daily_sessions}};
      const std::string id = absl::StrCat("c", i);
      pool.records.push_back({id, slice.id, Score(*policy, values, lab.sensitive), {}, 1});
      ranking.emplace_back(LabFormula(lab, slice), id);
    }
    std::sort(ranking.rbegin(), ranking.rend());
    Drawn drawn(*policy, pool, 300);
    ASSERT_EQ(drawn.result.items.size(), 300u);
    for (std::size_t i = 0; i < 300; ++i) {
      const DrawItem& item = drawn.result.items[i];
      ASSERT_EQ(drawn.frame.record(item.no).id, ranking[i].second) << i;
      ASSERT_EQ(item.score, ranking[i].first) << i;
      ASSERT_EQ(item.arm, v1::ARM_EXPLOIT);
    }
  }
}

// S7: replays of old manifests depend on draws staying what they are, byte for byte.
TEST(Sampler, DrawsAFrozenBatch) {
  CompiledPolicy policy = EqualShares();
  policy.exploration.share = 500'000;
  policy.exploration.size = PiecewiseLinear({{0, 0}, {1'000'000, 3'000'000}});
  const Drawn drawn(policy, PoolBuilder().Slice("a", 6).Slice("b", 9).Slice("c", 40).pool, 10);
  EXPECT_EQ(drawn.frame.Describe(drawn.result),
            "a-0 a 1 1000000 1 0 0 0\n"
            "c-0 c 1 1000000 1 0 0 0\n"
            "b-0 b 1 1000000 1 0 0 0\n"
            "a-1 a 1 999000 1 0 0 0\n"
            "b-1 b 1 999000 1 0 0 0\n"
            "a-5 a 3 995000 1 2 1 3576509973\n"
            "b-8 b 3 992000 1 1 1 1020032506\n"
            "b-6 b 3 994000 1 2 1 2043073559\n"
            "c-33 c 3 967000 1 2 1 363240149\n"
            "c-7 c 3 993000 1 2 1 370886278\n"
            "a 6 0..6 exploit 2 explore 7158278827 filled 3 short 0 0\n"
            "b 9 0..9 exploit 2 explore 7158278827 filled 4 short 0 0\n"
            "c 40 0..10 exploit 1 explore 7158278826 filled 3 short 0 0\n");
}

TEST(Sampler, DrawsTwoHundredFrozenBatches) {
  uint64_t digest = 0;
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    const RandomCase random = MakeRandomCase(seed);
    const TestFrame frame(random.policy, random.pool, 3);
    InlineExecutor executor;
    const DrawResult result =
        Draw(random.policy, frame.frame(), {random.batch, seed, {}}, executor);
    digest = StableHash64(digest, frame.Describe(result));
  }
  EXPECT_EQ(digest, 12071050652370291568u);
}

}  // namespace
}  // namespace winnow::selection
