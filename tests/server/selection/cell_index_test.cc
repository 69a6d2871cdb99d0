// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/cell_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/selection/stable_hash.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::selection {
namespace {

constexpr ScoreRange kRange = {-1'000'000, 4'000'000};

ExplorationRules Rules() {
  ExplorationRules rules;
  rules.floor = 500'000;
  rules.size = PiecewiseLinear({{-1'000'000, 0}, {4'000'000, 10'000'000}});
  return rules;
}

uint64_t HashOf(CandidateNo no) { return StaticIdHash(absl::StrCat("id-", no)); }

// What a draw may see of a cell: slice, bucket, sub-cell, members.
using CellKey = std::tuple<SliceNo, int, std::size_t>;
using Layout = std::map<CellKey, std::set<CandidateNo>>;

Layout LayoutOf(const CellIndex& index, SliceNo slices) {
  Layout layout;
  for (SliceNo slice = 0; slice < slices; ++slice) {
    const SliceCells& cells = index.Cells(slice);
    for (int b = cells.HighestAtOrBelow(kScoreBuckets - 1); b >= 0;
         b = cells.HighestAtOrBelow(b - 1)) {
      const Bucket& bucket = cells.At(b);
      for (std::size_t part = 0; part < bucket.PartCount(); ++part) {
        for (const Placed& placed : bucket.PartMembers(part)) {
          layout[{slice, b, part / bucket.PartsPerCell()}].insert(placed.no);
        }
      }
    }
  }
  return layout;
}

// The model: score and slice by number. Cells follow from counts and hashes alone.
struct Model {
  std::map<CandidateNo, std::pair<SliceNo, Micros>> members;
  std::map<CandidateNo, DiversityKey> parked;

  Layout LayoutOf(const ScoreBuckets& buckets) const {
    std::map<std::pair<SliceNo, int>, std::vector<CandidateNo>> by_bucket;
    for (const auto& [no, where] : members) {
      by_bucket[{where.first, buckets.Of(where.second)}].push_back(no);
    }
    Layout layout;
    for (const auto& [key, nos] : by_bucket) {
      int depth = 0;
      while (nos.size() > std::size_t{4096} << depth) ++depth;
      for (CandidateNo no : nos) {
        const std::size_t cell = depth == 0 ? 0 : HashOf(no) >> (64 - depth);
        layout[{key.first, key.second, cell}].insert(no);
      }
    }
    return layout;
  }

  std::pair<uint64_t, uint64_t> BucketSums(SliceNo slice, const ScoreBuckets& buckets) const {
    std::pair<uint64_t, uint64_t> sums;
    for (const auto& [no, where] : members) {
      const auto bucket = static_cast<uint64_t>(buckets.Of(where.second));
      if (where.first != slice) continue;
      sums.first += bucket;
      sums.second += bucket * bucket;
    }
    return sums;
  }

  uint64_t SizeSum(SliceNo slice, const ScoreBuckets& buckets) const {
    uint64_t sum = 0;
    for (const auto& [no, where] : members) {
      if (where.first == slice) sum += buckets.SizeOf(buckets.Of(where.second));
    }
    return sum;
  }
};

// Back-pointers hold, and of each bucket those are in the order of ranks that are not parked.
void ExpectBucketHolds(const CellIndex& index, const Bucket& bucket, const Model& model) {
  std::set<CandidateNo> unparked;
  for (std::size_t part = 0; part < bucket.PartCount(); ++part) {
    const auto members = bucket.PartMembers(part);
    for (std::size_t i = 0; i < members.size(); ++i) {
      const Member& member = index.At(members[i].no);
      ASSERT_EQ(member.position, i);
      ASSERT_EQ(member.id_hash, members[i].id_hash);
      ASSERT_EQ(index.buckets().KeyOf(member.score), members[i].score_key);
      if (model.parked.count(members[i].no) == 0) unparked.insert(members[i].no);
    }
  }
  std::set<CandidateNo> ranked;
  if (bucket.Sorted() != nullptr) {
    for (const Ranked& member : *bucket.Sorted()) {
      ASSERT_EQ(member.score, index.At(member.no).score);
      ranked.insert(member.no);
    }
  } else {
    for (const Placed& placed : bucket.Unsorted()) ranked.insert(placed.no);
  }
  ASSERT_EQ(ranked, unparked);
}

void ExpectParkedHold(const CellIndex& index, SliceNo slice, const Model& model) {
  std::map<CandidateNo, DiversityKey> parked;
  const ParkedGroups* groups = index.Cells(slice).parked();
  if (groups != nullptr) {
    ASSERT_GT(groups->size(), 0u);
    for (const auto& [key, members] : groups->groups()) {
      for (const Ranked& member : members) parked.emplace(member.no, key);
    }
  }
  std::map<CandidateNo, DiversityKey> expected;
  for (const auto& [no, key] : model.parked) {
    if (model.members.at(no).first == slice) expected.emplace(no, key);
  }
  ASSERT_EQ(parked, expected);
}

void ExpectSame(const CellIndex& index, const Model& model, SliceNo slices) {
  ASSERT_EQ(index.TotalCount(), model.members.size());
  ASSERT_EQ(LayoutOf(index, slices), model.LayoutOf(index.buckets()));
  for (SliceNo slice = 0; slice < slices; ++slice) {
    ASSERT_EQ(index.Cells(slice).size_sum(), model.SizeSum(slice, index.buckets()));
    const auto [sum, squares] = model.BucketSums(slice, index.buckets());
    ASSERT_EQ(index.Cells(slice).bucket_sum(), sum);
    ASSERT_EQ(index.Cells(slice).bucket_squares(), squares);
  }
  for (const auto& [no, where] : model.members) {
    ASSERT_TRUE(index.Contains(no));
    ASSERT_EQ(index.At(no).slice, where.first);
    ASSERT_EQ(index.At(no).score, where.second);
  }
  for (SliceNo slice = 0; slice < slices; ++slice) {
    ExpectParkedHold(index, slice, model);
    index.Cells(slice).ForEachBucket(
        [&](int, const Bucket& bucket) { ExpectBucketHolds(index, bucket, model); });
    uint64_t sizes = 0;
    for (int run = 0; run < SliceCells::kRuns; ++run) {
      sizes += index.Cells(slice).run_size_sum(run);
    }
    ASSERT_EQ(sizes, index.Cells(slice).size_sum());
  }
}

// Random inserts, erases and new scores against the model; a third of the scores is one value, so
// that a bucket splits, deepens, and merges again.
void RunAgainstModel(uint64_t seed, CandidateNo numbers, int steps) {
  std::printf("seed %llu, %u numbers\n", static_cast<unsigned long long>(seed), numbers);
  constexpr SliceNo kSlices = 3;
  Dice dice(seed);
  CellIndex index(kRange, Rules());
  Model model;
  const auto score = [&]() -> Micros {
    if (dice.Below(3) == 0) return 0;
    if (dice.Below(2) == 0) return static_cast<Micros>(dice.Below(5));
    return static_cast<Micros>(dice.Below(6'000'000)) - 1'500'000;
  };
  for (int step = 0; step < steps; ++step) {
    const auto no = static_cast<CandidateNo>(dice.Below(numbers));
    // Grows through the first half, shrinks through the second.
    const bool grow = dice.Below(10) < (step < steps / 2 ? 8u : 2u);
    const auto slice = static_cast<SliceNo>(dice.Below(8) == 0 ? 1 + dice.Below(2) : 0);
    const Micros value = score();
    if (dice.Below(4) == 0) {
      ASSERT_EQ(index.Rescore(no, value), model.members.count(no) == 1);
      if (model.members.count(no) == 1) {
        if (model.members[no].second != value) model.parked.erase(no);
        model.members[no].second = value;
      }
    } else if (dice.Below(4) == 0) {
      const DiversityKey key = {0, dice.Below(20)};
      ASSERT_EQ(index.Park(no, key), model.members.count(no) == 1 && model.parked.count(no) == 0);
      if (model.members.count(no) == 1) model.parked.try_emplace(no, key);
    } else if (grow) {
      ASSERT_EQ(index.Insert({no, slice, value, HashOf(no)}), model.members.count(no) == 0);
      model.members.try_emplace(no, slice, value);
    } else {
      ASSERT_EQ(index.Erase(no), model.members.erase(no) == 1);
      model.parked.erase(no);
    }
    if (step % (steps / 40) == 0) ExpectSame(index, model, kSlices);
  }
  ExpectSame(index, model, kSlices);
}

TEST(CellIndex, AgreesWithAModelOverRandomChanges) {
  for (uint64_t seed = 1; seed <= 4; ++seed) RunAgainstModel(seed, 300, 20000);
}

TEST(CellIndex, AgreesWithAModelWhileBucketsSplitAndMerge) { RunAgainstModel(5, 60000, 300000); }

TEST(CellIndex, ShowsNothingOfTheOrderOfInsertion) {
  std::vector<CandidateNo> order;
  for (CandidateNo no = 0; no < 20000; ++no) order.push_back(no);
  Layout first;
  for (uint64_t seed : {1u, 2u, 3u}) {
    std::sort(order.begin(), order.end(),
              [&](CandidateNo a, CandidateNo b) { return Mix(seed, a) < Mix(seed, b); });
    CellIndex index(kRange, Rules());
    // Detours: extra members come and go, scores change on the way.
    for (CandidateNo no = 20000; no < 20000 + 5000 * seed; ++no) {
      index.Insert({no, 0, 0, HashOf(no)});
    }
    for (CandidateNo no : order) index.Insert({no, no % 2, Micros{7} * no, HashOf(no)});
    for (CandidateNo no : order) index.Rescore(no, no % 5 == 0 ? Micros{100} * no : 0);
    for (CandidateNo no = 20000; no < 20000 + 5000 * seed; ++no) index.Erase(no);
    if (first.empty()) first = LayoutOf(index, 2);
    EXPECT_EQ(LayoutOf(index, 2), first) << "seed " << seed;
  }
}

TEST(CellIndex, SplitsABucketAboveFourThousandAndNinetySixMembers) {
  CellIndex index({0, 0}, ExplorationRules());
  const auto fill_to = [&](CandidateNo count) {
    for (CandidateNo no = 0; no < count; ++no) index.Insert({no, 0, 0, HashOf(no)});
    return index.Cells(0).At(0).CellDepth();
  };
  EXPECT_EQ(fill_to(4096), 0);
  EXPECT_EQ(fill_to(4097), 1);
  EXPECT_EQ(fill_to(8192), 1);
  EXPECT_EQ(fill_to(8193), 2);
  EXPECT_EQ(fill_to(40000), 4);
  for (CandidateNo no = 4096; no < 40000; ++no) index.Erase(no);
  EXPECT_EQ(index.Cells(0).At(0).CellDepth(), 0);
  // Parts may lag behind, by one halving of the count.
  EXPECT_EQ(index.Cells(0).At(0).PartCount(), 2u);
  for (CandidateNo no = 2048; no < 4096; ++no) index.Erase(no);
  EXPECT_EQ(index.Cells(0).At(0).PartCount(), 1u);
}

TEST(CellIndex, RefusesWhatItHoldsAlreadyOrNever) {
  CellIndex index(kRange, Rules());
  EXPECT_TRUE(index.Insert({3, 1, 10, HashOf(3)}));
  EXPECT_FALSE(index.Insert({3, 0, 20, HashOf(3)}));
  EXPECT_EQ(index.At(3).score, 10);
  EXPECT_FALSE(index.Erase(2));
  EXPECT_FALSE(index.Erase(1000));
  EXPECT_FALSE(index.Rescore(1000, 5));
  EXPECT_EQ(index.Cells(1).count(), 1u);
  EXPECT_EQ(index.Cells(77).count(), 0u);
  EXPECT_TRUE(index.Erase(3));
  EXPECT_FALSE(index.Contains(3));
  EXPECT_EQ(index.TotalCount(), 0u);
}

TEST(ScoreBuckets, RiseWithTheScoreAndTakeInTheEnds) {
  for (const ScoreRange& range : {ScoreRange{0, 0}, ScoreRange{5, 6}, ScoreRange{0, 1'000'000},
                                  kRange, ScoreRange{INT64_MIN, INT64_MAX}}) {
    const ScoreBuckets buckets(range, ExplorationRules());
    EXPECT_EQ(buckets.Of(range.min), 0);
    EXPECT_EQ(buckets.Of(INT64_MIN), 0);
    EXPECT_EQ(buckets.Of(INT64_MAX), buckets.Of(range.max));
    EXPECT_LT(buckets.Of(range.max), kScoreBuckets);
    Dice dice(11);
    for (int i = 0; i < 10000; ++i) {
      const auto a = static_cast<Micros>(Mix(1, dice.Below(UINT64_MAX)));
      const auto b = static_cast<Micros>(Mix(2, dice.Below(UINT64_MAX)));
      EXPECT_LE(buckets.Of(std::min(a, b)), buckets.Of(std::max(a, b)));
    }
  }
  EXPECT_EQ(ScoreBuckets({0, 1'000'000}, ExplorationRules()).Of(1'000'000), kScoreBuckets - 1);
}

TEST(ScoreBuckets, TakeTheSizeOfTheirMiddle) {
  const ScoreBuckets buckets(kRange, Rules());
  for (int bucket = 1; bucket < kScoreBuckets; ++bucket) {
    EXPECT_GE(buckets.SizeOf(bucket), buckets.SizeOf(bucket - 1));
  }
  // Width 9,766; the middle of bucket 0 is 4,882 above the minimum: 0.5 + 2 * 0.004882.
  EXPECT_EQ(buckets.SizeOf(0), 509'764u);
  EXPECT_EQ(ScoreBuckets(kRange, ExplorationRules()).SizeOf(100), 1'000'000u);
}

// S11: at most 90 bytes per candidate, on the shapes that real queues have.
TEST(CellIndex, StaysWithinNinetyBytesPerCandidate) {
  for (const auto& [slices, equal_percent] : std::vector<std::pair<uint32_t, uint64_t>>{
           {1, 0}, {100, 50}, {1000, 0}, {1000, 50}, {10000, 50}}) {
    Dice dice(slices);
    CellIndex index({0, 1'000'000}, ExplorationRules());
    constexpr CandidateNo kCount = 300000;
    for (CandidateNo no = 0; no < kCount; ++no) {
      const bool equal = dice.Below(100) < equal_percent;
      index.Insert({no, static_cast<SliceNo>(dice.Below(slices)),
                    equal ? 0 : static_cast<Micros>(dice.Below(1'000'001)), HashOf(no)});
    }
    const double bytes = static_cast<double>(index.MemoryBytes()) / kCount;
    std::printf("%u slices, %llu%% equal scores: %.1f bytes per candidate\n", slices,
                static_cast<unsigned long long>(equal_percent), bytes);
    EXPECT_LE(bytes, 90.0);
  }
}

}  // namespace
}  // namespace winnow::selection
