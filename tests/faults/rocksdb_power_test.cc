// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The power fails at an I/O operation: what was acknowledged is there in full at the next open,
// nothing is there in part, and the open succeeds (storage.md E6).
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/faults/rocksdb_trial.h"
#include "tests/faults/trials.h"
#include "tests/testing/figures.h"
#include "tests/testing/seed.h"

namespace winnow::faults {
namespace {

constexpr int kCommits = 150;
constexpr int kCrashesPerMode = 100;
constexpr uint64_t kExhaustive = 500;

struct PowerLoss {
  uint64_t at = 0;
  TearMode mode = TearMode::kDropAll;
  bool sync = true;
};

// One script, cut off at a step, or at its end where it takes fewer: how many it takes depends on
// when the engine's own threads run. After the check the engine must be as able as before.
Verdict Lose(uint32_t seed, const PowerLoss& loss) {
  RocksdbTrial trial({seed, loss.sync});
  trial.disk().Arm({loss.at, Fault::Kind::kCrash});
  trial.Run(kCommits);
  trial.Reboot(loss.mode);
  Verdict verdict = trial.Check();
  if (!verdict.clean()) return verdict;
  EXPECT_TRUE(trial.Run(3)) << "step " << loss.at;
  trial.Close();
  return verdict += trial.Check();
}

uint64_t StepsOfScript(uint32_t seed) {
  RocksdbTrial trial({seed, true});
  EXPECT_TRUE(trial.Run(kCommits));
  trial.Close();
  return trial.disk().steps();
}

void PublishPower(const std::string& name, int64_t crashes, const Verdict& found) {
  testing::Publish("power_" + name, {{"power_loss_crashes", crashes},
                                     {"acked_checked", found.acked_checked},
                                     {"acked_lost", found.acked_lost},
                                     {"torn_batches", found.torn},
                                     {"refused_to_open", found.refused}});
}

class PowerLossTest : public ::testing::TestWithParam<TearMode> {};

TEST_P(PowerLossTest, AtARandomStepLosesNothing) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  std::mt19937 random(seed);
  const uint64_t steps = StepsOfScript(seed);
  Verdict found;
  const int crashes = Trials(kCrashesPerMode);
  for (int i = 0; i < crashes; ++i) {
    // Scripts differ a little in their length.
    const uint64_t at = std::uniform_int_distribution<uint64_t>(1, steps * 7 / 10)(random);
    const Verdict verdict = Lose(static_cast<uint32_t>(random()), {at, GetParam()});
    EXPECT_TRUE(verdict.clean()) << "crash " << i << " at step " << at << ": " << verdict.detail;
    found += verdict;
  }
  EXPECT_GT(found.acked_checked, crashes);
  PublishPower(absl::StrCat("mode_", static_cast<int>(GetParam())), crashes, found);
}

INSTANTIATE_TEST_SUITE_P(TearModes, PowerLossTest, ::testing::ValuesIn(kTearModes));

TEST(PowerLoss, AtEachOfTheFirstStepsLosesNothing) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  Verdict found;
  int64_t crashes = 0;
  for (uint64_t at = 1; at <= kExhaustive; at += Stride()) {
    ++crashes;
    const Verdict verdict = Lose(seed, {at, kTearModes[at % std::size(kTearModes)]});
    EXPECT_TRUE(verdict.clean()) << "step " << at << ": " << verdict.detail;
    found += verdict;
  }
  PublishPower("exhaustive", crashes, found);
}

// The harness sees losses where there must be some.
TEST(PowerLoss, WithoutSyncsIsFoundToLoseCommits) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  Verdict found;
  constexpr int kCrashes = 20;
  for (uint32_t i = 0; i < kCrashes; ++i) {
    found += Lose(seed + i, {400 + 10 * i, kTearModes[i % std::size(kTearModes)], false});
  }
  EXPECT_GT(found.acked_lost + found.refused, 0);
  testing::Publish("power_without_sync", {{"unsynced_crashes", kCrashes},
                                          {"unsynced_acked_lost", found.acked_lost},
                                          {"unsynced_refused_to_open", found.refused}});
}

}  // namespace
}  // namespace winnow::faults
