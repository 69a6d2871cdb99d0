// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// Properties of whole draws over random policies, pools and sizes (S10).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "server/selection/expectation.h"
#include "server/selection/explore_share.h"
#include "server/selection/neyman.h"
#include "server/selection/power.h"
#include "server/selection/quota.h"
#include "server/selection/sampler.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::selection {
namespace {

constexpr uint64_t kCases = 3000;
constexpr uint64_t kSeed = 5;

// A new thread for each part of the work, so that parts end in any order.
class ThreadedExecutor final : public Executor {
 public:
  explicit ThreadedExecutor(std::size_t threads) : threads_(threads) {}

  void ParallelFor(std::size_t count, absl::FunctionRef<void(std::size_t)> work) override {
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < threads_; ++t) {
      threads.emplace_back([=, this] {
        for (std::size_t i = t; i < count; i += threads_) work(count - 1 - i);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

 private:
  std::size_t threads_;
};

DrawResult DrawFrom(const RandomCase& random, const TestFrame& frame, uint64_t seed) {
  InlineExecutor executor;
  return Draw(random.policy, frame.frame(), {random.batch, seed, {}}, executor);
}

// Runs `check(random, frame, result)` on many random cases.
template <typename Check>
void ForEachCase(Check check) {
  std::printf("random cases, seeds 1 to %llu\n", static_cast<unsigned long long>(kCases));
  for (uint64_t seed = 1; seed <= kCases; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const RandomCase random = MakeAnyCase(seed);
    const TestFrame frame(random.policy, random.pool, seed);
    check(random, frame, DrawFrom(random, frame, kSeed));
    if (testing::Test::HasFatalFailure()) return;
  }
}

std::vector<SliceFacts> SlicesById(const RandomCase& random) {
  std::vector<SliceFacts> slices = random.pool.slices;
  std::sort(slices.begin(), slices.end(),
            [](const SliceFacts& a, const SliceFacts& b) { return a.id < b.id; });
  return slices;
}

// What a slice competes with.
uint64_t WeightOf(const RandomCase& random, const TestFrame& frame, const SliceFacts& slice,
                  uint64_t neyman) {
  switch (random.policy.allocation) {
    case v1::ALLOCATION_KIND_NEYMAN:
      return neyman;
    case v1::ALLOCATION_KIND_POWER:
      return PowerWeight(frame.frame().index.Cells(frame.slice_no(slice.id))) *
             SliceFactor(random.policy, slice);
    default:
      return SliceWeight(random.policy, random.policy.QuotaOf(slice.id), slice);
  }
}

// S4, in the order of SlicesById.
std::vector<SliceQuota> QuotasOf(const RandomCase& random, const TestFrame& frame) {
  std::map<std::string, uint64_t> eligible;
  for (const Record& record : random.pool.records) ++eligible[record.slice];
  const std::vector<SliceFacts> slices = SlicesById(random);
  std::vector<ScoreMoments> moments;
  for (const SliceFacts& slice : slices) {
    moments.push_back(ScoreMomentsOf(frame.frame().index.Cells(frame.slice_no(slice.id))));
  }
  const std::vector<uint64_t> weights = NeymanWeights(moments);
  std::vector<SliceDemand> demands;
  for (const SliceFacts& slice : slices) {
    demands.push_back({{eligible[slice.id], 0, 0},
                       random.policy.QuotaOf(slice.id),
                       WeightOf(random, frame, slice, weights[demands.size()])});
  }
  return Apportion(random.policy.allocation, demands, random.batch);
}

// Most that S4 lets a batch have: slots of the quotas, or under BY_SCORE all that bounds allow.
uint64_t Feasible(const RandomCase& random, const TestFrame& frame) {
  uint64_t sum = 0;
  for (const SliceQuota& quota : QuotasOf(random, frame)) {
    sum += random.policy.allocation == v1::ALLOCATION_KIND_BY_SCORE ? quota.hi : quota.slots;
  }
  return std::min(random.batch, sum);
}

bool Admits(const RandomCase& random, const TestFrame& frame, const std::vector<DrawItem>& items,
            CandidateNo no) {
  const Record& record = frame.record(no);
  for (const CapRule& cap : random.policy.caps) {
    const uint64_t key = record.keys[cap.attribute];
    if (key == 0) continue;
    uint64_t in_batch = 0;
    uint64_t in_slice = 0;
    for (const DrawItem& item : items) {
      const Record& other = frame.record(item.no);
      if (other.keys[cap.attribute] != key) continue;
      ++in_batch;
      in_slice += other.slice == record.slice ? 1 : 0;
    }
    if (cap.per_batch > 0 && in_batch >= cap.per_batch) return false;
    if (cap.per_slice > 0 && in_slice >= cap.per_slice) return false;
  }
  return true;
}

// S5.5. Without random draws hard caps may leave slots open, but then nothing that fits is left.
TEST(Sampler, FillsTheBatchExactly) {
  uint64_t open = 0;
  ForEachCase([&](const RandomCase& random, const TestFrame& frame, const DrawResult& result) {
    const uint64_t feasible = Feasible(random, frame);
    ASSERT_LE(result.items.size(), feasible);
    if (result.items.size() == feasible) return;
    ++open;
    ASSERT_EQ(random.policy.exploration.share, 0);
    std::set<CandidateNo> taken;
    for (const DrawItem& item : result.items) taken.insert(item.no);
    std::map<std::string, SliceLine> lines;
    for (const SliceLine& line : result.lines) lines[frame.slice_id(line.slice)] = line;
    for (CandidateNo no = 0; no < random.pool.records.size(); ++no) {
      const SliceLine& line = lines[frame.record(no).slice];
      if (taken.count(no) > 0 || line.filled == line.hi) continue;
      ASSERT_FALSE(Admits(random, frame, result.items, no));
    }
  });
  std::printf("%llu batches left slots open to caps\n", static_cast<unsigned long long>(open));
  EXPECT_GT(open, 10u);
}

TEST(Sampler, TakesEachCandidateOnceAndNoSliceAboveItsBound) {
  ForEachCase([&](const RandomCase& random, const TestFrame& frame, const DrawResult& result) {
    std::set<CandidateNo> taken;
    std::map<SliceNo, uint64_t> filled;
    for (const DrawItem& item : result.items) {
      ASSERT_TRUE(taken.insert(item.no).second);
      ASSERT_EQ(frame.slice_id(item.slice), frame.record(item.no).slice);
      ASSERT_EQ(item.group_members, frame.record(item.no).group_members);
      ++filled[item.slice];
    }
    ASSERT_EQ(result.lines.size(), random.pool.slices.size());
    for (std::size_t i = 0; i < result.lines.size(); ++i) {
      const SliceLine& line = result.lines[i];
      if (i > 0) {
        ASSERT_LT(frame.slice_id(result.lines[i - 1].slice), frame.slice_id(line.slice));
      }
      ASSERT_EQ(line.filled, filled[line.slice]);
      ASSERT_LE(line.filled, line.hi);
    }
  });
}

// S5.0: minima hold for EXPLOIT and EXPLORE together, unless the batch or a cap is in the way.
TEST(Sampler, KeepsMinima) {
  ForEachCase([&](const RandomCase& random, const TestFrame&, const DrawResult& result) {
    uint64_t minima = 0;
    for (const SliceLine& line : result.lines) minima += line.lo;
    if (minima > random.batch || !random.policy.caps.empty()) return;
    for (const SliceLine& line : result.lines) ASSERT_GE(line.filled, line.lo);
  });
}

// S6.
TEST(Sampler, NeverExceedsACapInExploitAndFill) {
  uint64_t overflows = 0;
  ForEachCase([&](const RandomCase& random, const TestFrame& frame, const DrawResult& result) {
    std::vector<DrawItem> before;
    std::map<std::pair<uint32_t, uint64_t>, uint64_t> over;
    for (const DrawItem& item : result.items) {
      const bool admits = Admits(random, frame, before, item.no);
      if (item.arm != v1::ARM_EXPLORE) {
        ASSERT_TRUE(admits);
      }
      if (!admits) {
        for (const CapRule& cap : random.policy.caps) {
          RandomCase one = random;
          one.policy.caps = {cap};
          if (Admits(one, frame, before, item.no)) continue;
          ++over[{cap.attribute, frame.record(item.no).keys[cap.attribute]}];
        }
      }
      before.push_back(item);
    }
    std::map<std::pair<uint32_t, uint64_t>, uint64_t> counted;
    for (const CapOverflow& overflow : result.cap_overflows) {
      counted[{overflow.attribute, overflow.key}] = overflow.count;
      overflows += overflow.count;
    }
    ASSERT_EQ(counted, over);
  });
  std::printf("%llu random draws above a cap\n", static_cast<unsigned long long>(overflows));
  EXPECT_GT(overflows, 100u);
}

// S5.3: n_c is the floor or the ceiling of e_c, a cell is not asked for more than it has, and the
// draws of a slice and of the batch add up to their expectations.
TEST(Sampler, DrawsFloorOrCeilingOfEveryExpectation) {
  ForEachCase([&](const RandomCase&, const TestFrame& frame, const DrawResult& result) {
    std::map<SliceNo, uint64_t> drawn;
    std::map<std::tuple<SliceNo, int, uint64_t>, std::pair<DrawItem, uint64_t>> cells;
    uint64_t total = 0;
    const ScoreBuckets& buckets = frame.frame().index.buckets();
    for (const DrawItem& item : result.items) {
      if (item.arm != v1::ARM_EXPLORE) {
        ASSERT_EQ(item.cell_candidates, 0u);
        continue;
      }
      ++total;
      ++drawn[item.slice];
      const int bucket = buckets.Of(frame.frame().index.At(item.no).score);
      auto& [cell, count] = cells[{item.slice, bucket, 0}];
      if (count > 0) {
        ASSERT_EQ(cell.cell_candidates, item.cell_candidates);
        ASSERT_EQ(cell.cell_expectation, item.cell_expectation);
        ASSERT_EQ(cell.cell_draws, item.cell_draws);
      }
      cell = item;
      ++count;
    }
    for (const auto& [key, cell] : cells) {
      ASSERT_EQ(cell.second, cell.first.cell_draws);
      ASSERT_GE(cell.first.cell_draws, FloorSlots(cell.first.cell_expectation));
      ASSERT_LE(cell.first.cell_draws, CeilSlots(cell.first.cell_expectation));
      ASSERT_LE(CeilSlots(cell.first.cell_expectation), cell.first.cell_candidates);
    }
    SlotUnits expected = 0;
    for (const SliceLine& line : result.lines) {
      ASSERT_GE(drawn[line.slice], FloorSlots(line.explore));
      ASSERT_LE(drawn[line.slice], CeilSlots(line.explore));
      expected += line.explore;
    }
    ASSERT_EQ(expected, total * kUnitsPerSlot);
  });
}

// S5.0: a policy that draws everything at random draws the integers of S4.
TEST(Sampler, DrawsWholeQuotasWhereEverythingIsRandom) {
  uint64_t cases = 0;
  ForEachCase([&](const RandomCase& random, const TestFrame& frame, const DrawResult& result) {
    if (random.policy.exploration.share != kMicrosPerUnit) return;
    ++cases;
    std::map<std::string, uint64_t> slots;
    const std::vector<SliceQuota> quotas = QuotasOf(random, frame);
    for (std::size_t i = 0; i < quotas.size(); ++i) {
      slots[SlicesById(random)[i].id] = quotas[i].slots;
    }
    for (const SliceLine& line : result.lines) {
      ASSERT_EQ(line.exploit, 0u);
      ASSERT_TRUE(IsWhole(line.explore));
      if (random.policy.allocation == v1::ALLOCATION_KIND_BY_SCORE) continue;
      ASSERT_EQ(line.filled, slots[frame.slice_id(line.slice)]);
    }
  });
  EXPECT_GT(cases, 300u);
}

// S7.
TEST(Sampler, DependsOnNothingButItsArguments) {
  ForEachCase([&](const RandomCase& random, const TestFrame& frame, const DrawResult& result) {
    const TestFrame shuffled(random.policy, random.pool, random.batch + 77);
    const DrawResult again = DrawFrom(random, shuffled, kSeed);
    ASSERT_EQ(frame.Describe(result), shuffled.Describe(again));
  });
}

TEST(Sampler, GivesTheSameBytesOnAnyNumberOfThreads) {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    const RandomCase random = MakeAnyCase(seed);
    const TestFrame frame(random.policy, random.pool, seed);
    const std::string expected = frame.Describe(DrawFrom(random, frame, seed));
    for (std::size_t threads : {1, 2, 8}) {
      ThreadedExecutor executor(threads);
      EXPECT_EQ(
          frame.Describe(Draw(random.policy, frame.frame(), {random.batch, seed, {}}, executor)),
          expected)
          << "seed " << seed << ", " << threads << " threads";
    }
  }
}

// S5.0: what is certain must not depend on the random start, else its probability is not 1.
TEST(Sampler, FixesExploitFillAndExpectationsBeforeItDraws) {
  ForEachCase([&](const RandomCase& random, const TestFrame& frame, const DrawResult& result) {
    const DrawResult other = DrawFrom(random, frame, 987654321);
    const auto certain = [](const DrawResult& draw) {
      std::vector<DrawItem> items;
      for (const DrawItem& item : draw.items) {
        if (item.arm != v1::ARM_EXPLORE) items.push_back(item);
      }
      return items;
    };
    ASSERT_TRUE(certain(result) == certain(other));
    for (std::size_t i = 0; i < result.lines.size(); ++i) {
      ASSERT_EQ(result.lines[i].explore, other.lines[i].explore);
      ASSERT_EQ(result.lines[i].exploit, other.lines[i].exploit);
    }
  });
}

}  // namespace
}  // namespace winnow::selection
