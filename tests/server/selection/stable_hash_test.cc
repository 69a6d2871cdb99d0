// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/stable_hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace winnow::selection {
namespace {

// Upper bound of a chi-square statistic with `degrees` at about 1e-6, after Wilson and Hilferty.
double ChiSquareLimit(double degrees) {
  const double z = 4.8;
  const double a = 2.0 / (9.0 * degrees);
  return degrees * std::pow(1.0 - a + z * std::sqrt(a), 3);
}

double ChiSquare(const std::vector<uint64_t>& counts) {
  double total = 0;
  for (uint64_t count : counts) total += static_cast<double>(count);
  const double expected = total / static_cast<double>(counts.size());
  double sum = 0;
  for (uint64_t count : counts) {
    const double d = static_cast<double>(count) - expected;
    sum += d * d / expected;
  }
  return sum;
}

// S7: manifests and replays depend on these numbers. They never change.
TEST(StableHash, IsFrozen) {
  EXPECT_EQ(Scramble(1), 0x5692161d100b05e5u);
  EXPECT_EQ(Mix(0, 0), 0x31042cc5515af7eeu);
  EXPECT_EQ(Mix(1, 2), 0x20b396011b7a08d6u);
  EXPECT_EQ(StableHash64(0, ""), 0x31042cc5515af7eeu);
  EXPECT_EQ(StableHash64(0, "a"), 0x195a5264bb5a4267u);
  EXPECT_EQ(StableHash64(42, "12345678"), 0x8ac6c915154915e9u);
  EXPECT_EQ(StableHash64(42, "123456789"), 0x28061862aee9ce6fu);
  EXPECT_EQ(StaticIdHash("candidate-0001"), 0xed508f7dca7ca57au);
  EXPECT_EQ(StaticIdHash(absl::string_view("\xff\x80\x00\x01", 4)), 0xe9607d0187b5c043u);
  EXPECT_EQ(DomainKey(7, HashDomain::kSystematicStart), 0x10b82f66c69ae834u);
  EXPECT_EQ(DomainKey(7, HashDomain::kCellOrder), 0xd91c1a930cfa7642u);
  EXPECT_EQ(DomainKey(7, HashDomain::kMemberOrder), 0xa7dd3cccadc7aa3du);
  EXPECT_EQ(DomainKey(7, HashDomain::kRunStart), 0x007ef521fb396fe1u);
  EXPECT_EQ(DomainKey(7, HashDomain::kHandOutOrder), 0x51d70e63da5b5444u);
  EXPECT_EQ(Uniform32(DomainKey(7, HashDomain::kSystematicStart), 3), 0xa59788f3u);
}

TEST(StableHash, TellsPaddingFromContent) {
  std::set<uint64_t> hashes;
  for (std::size_t zeros = 0; zeros <= 64; ++zeros) {
    hashes.insert(StableHash64(9, std::string(zeros, '\0')));
    hashes.insert(StableHash64(9, absl::StrCat("x", std::string(zeros, '\0'))));
  }
  EXPECT_EQ(hashes.size(), 2u * 65u);
}

TEST(StableHash, HasNoCollisionAmongAMillionIds) {
  std::vector<uint64_t> hashes;
  for (int i = 0; i < 1000000; ++i) hashes.push_back(StaticIdHash(absl::StrCat("rec-", i)));
  std::sort(hashes.begin(), hashes.end());
  EXPECT_EQ(std::adjacent_find(hashes.begin(), hashes.end()), hashes.end());
}

// Leading bits name sub-cells, trailing and middle ones must not be worse.
TEST(StableHash, FillsBucketsEvenlyOverSequentialIds) {
  for (int shift : {0, 20, 52}) {
    std::vector<uint64_t> counts(4096);
    for (int i = 0; i < 1000000; ++i) {
      ++counts[(StaticIdHash(absl::StrCat("candidates/", i)) >> shift) & 4095];
    }
    const double chi = ChiSquare(counts);
    std::printf("ids, bits %d..%d: chi-square %.1f of 4095, limit %.1f\n", shift, shift + 11, chi,
                ChiSquareLimit(4095));
    EXPECT_LT(chi, ChiSquareLimit(4095));
  }
}

TEST(StableHash, FillsBucketsEvenlyOverSeedsAndCounters) {
  std::vector<uint64_t> by_seed(4096);
  std::vector<uint64_t> by_counter(4096);
  const uint64_t key = DomainKey(1, HashDomain::kSystematicStart);
  for (uint64_t i = 0; i < 1000000; ++i) {
    ++by_seed[Mix(i, 0x123456789abcdefu) >> 52];
    ++by_counter[Uniform32(key, i) >> 20];
  }
  std::printf("seeds: chi-square %.1f, counters: %.1f of 4095, limit %.1f\n", ChiSquare(by_seed),
              ChiSquare(by_counter), ChiSquareLimit(4095));
  EXPECT_LT(ChiSquare(by_seed), ChiSquareLimit(4095));
  EXPECT_LT(ChiSquare(by_counter), ChiSquareLimit(4095));
}

// Two members of a cell must come in either order under half of the seeds, and triples in each of
// their six orders under a sixth: else inclusion probabilities inside a cell are not n_c / N_c.
TEST(StableHash, OrdersMembersUniformlyOverSeeds) {
  std::array<uint64_t, 3> ids = {StaticIdHash("a"), StaticIdHash("b"), StaticIdHash("c")};
  ids[2] = ids[0] ^ 1;  // the hardest pair: one bit apart
  std::vector<uint64_t> orders(6);
  for (uint64_t seed = 0; seed < 600000; ++seed) {
    const uint64_t key = DomainKey(seed, HashDomain::kMemberOrder);
    const uint64_t a = Mix(key, ids[0]);
    const uint64_t b = Mix(key, ids[1]);
    const uint64_t c = Mix(key, ids[2]);
    if ((a < b) + (b < c) + (c < a) == 2) {
      ++orders[a < b && b < c ? 0 : b < c ? 1 : 2];
    } else {
      ++orders[b < a && c < b ? 3 : c < b ? 4 : 5];
    }
  }
  std::printf("orders of three: chi-square %.1f of 5, limit %.1f\n", ChiSquare(orders),
              ChiSquareLimit(5));
  EXPECT_LT(ChiSquare(orders), ChiSquareLimit(5));
}

// Flips each bit of seed and value; each output bit must flip with probability 1/2.
TEST(StableHash, FlipsEachOutputBitWithProbabilityOneHalf) {
  constexpr int kTrials = 20000;
  double worst = 0;
  for (bool flip_seed : {false, true}) {
    for (int in = 0; in < 64; ++in) {
      std::array<int, 64> flips = {};
      for (uint64_t trial = 0; trial < kTrials; ++trial) {
        const uint64_t seed = trial * 3;
        const uint64_t value = trial * 5 + 1;
        const uint64_t bit = uint64_t{1} << in;
        const uint64_t diff =
            Mix(seed, value) ^ (flip_seed ? Mix(seed ^ bit, value) : Mix(seed, value ^ bit));
        for (int out = 0; out < 64; ++out) flips[out] += (diff >> out) & 1;
      }
      for (int count : flips) worst = std::max(worst, std::abs(count / double{kTrials} - 0.5));
    }
  }
  // 8,192 cells with a standard deviation of 0.0035 each: 6 of them are 0.021.
  std::printf("avalanche: worst cell is off 1/2 by %.4f, limit 0.0212\n", worst);
  EXPECT_LT(worst, 0.0212);
}

}  // namespace
}  // namespace winnow::selection
