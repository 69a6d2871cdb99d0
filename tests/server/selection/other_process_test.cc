// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Hashes and draws in another process (selection.md S7): gtest starts the program again, whose
// addresses and hash tables differ, and compares what both say.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/selection/sampler.h"
#include "server/selection/stable_hash.h"
#include "tests/server/selection/test_frame.h"

namespace winnow::selection {
namespace {

class OtherProcessDeathTest : public ::testing::Test {
 protected:
  OtherProcessDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }

  [[noreturn]] static void Say(uint64_t number) {
    std::fprintf(stderr, "says %llu\n", static_cast<unsigned long long>(number));
    std::_Exit(0);
  }
  static std::string Said(uint64_t number) { return absl::StrCat("says ", number, "\n"); }
};

uint64_t DigestOfHashes() {
  uint64_t digest = 0;
  for (uint64_t i = 0; i < 1000; ++i) {
    digest = Mix(digest, StaticIdHash(absl::StrCat("c", i)));
    digest = StableHash64(digest, std::string(i % 40, 'x'));
  }
  return digest;
}

// Draws with caps over a window, and with candidates that are parked under either attribute.
uint64_t DigestOfDraws() {
  uint64_t digest = 0;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    Dice dice(seed);
    RandomCase random = MakeRandomCase(seed);
    random.policy.caps.push_back({.attribute = 1, .per_window = 4});
    TestFrame frame(random.policy, random.pool, 3);
    WindowCounts window;
    for (uint64_t key = 1; key < 40; key += 3)
      window[{1, key}] = static_cast<uint32_t>(dice.Below(5));
    for (CandidateNo no = 0; no < random.pool.records.size(); ++no) {
      const auto attribute = static_cast<uint32_t>(dice.Below(2));
      const uint64_t key = frame.Key(no, attribute);
      if (key != 0 && dice.Chance(30)) frame.index().Park(no, {attribute, key});
    }
    Frame drawn = frame.frame();
    drawn.window = &window;
    InlineExecutor executor;
    digest = StableHash64(
        digest, frame.Describe(Draw(random.policy, drawn, {random.batch, seed, {}}, executor)));
  }
  return digest;
}

TEST_F(OtherProcessDeathTest, HasTheSameHashes) {
  EXPECT_EXIT(Say(DigestOfHashes()), ::testing::ExitedWithCode(0), Said(DigestOfHashes()));
}

TEST_F(OtherProcessDeathTest, DrawsTheSameBatches) {
  EXPECT_EXIT(Say(DigestOfDraws()), ::testing::ExitedWithCode(0), Said(DigestOfDraws()));
}

}  // namespace
}  // namespace winnow::selection
