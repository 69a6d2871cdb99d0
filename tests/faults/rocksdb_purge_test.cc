// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The power fails during a purge: nothing acknowledged is lost, and the next purge leaves nothing
// deleted behind (storage.md E3).
#include "storage/rocksdb_purge.h"

#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "storage/rocksdb_file_scan.h"
#include "tests/faults/rocksdb_trial.h"
#include "tests/faults/trials.h"
#include "tests/testing/figures.h"
#include "tests/testing/seed.h"

namespace winnow::faults {
namespace {

constexpr int kCommits = 100;
constexpr int kCrashesPerMode = 12;

absl::Status Purge(RocksdbTrial& trial) { return storage::PurgeDeleted(trial.engine().handles()); }

// The steps of a script, and then of a purge.
std::pair<uint64_t, uint64_t> CountSteps(uint32_t seed) {
  RocksdbTrial trial({seed, true});
  EXPECT_TRUE(trial.Run(kCommits));
  const uint64_t script = trial.disk().steps();
  EXPECT_TRUE(Purge(trial).ok());
  return {script, trial.disk().steps() - script};
}

TEST(Purge, CutOffAtARandomStepLosesNothingAndIsFinishedByTheNext) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  std::mt19937 random(seed);
  const uint64_t steps = CountSteps(seed).second;
  int fired = 0;
  const int crashes = Trials(kCrashesPerMode * static_cast<int>(std::size(kTearModes)));
  for (int i = 0; i < crashes; ++i) {
    RocksdbTrial trial({static_cast<uint32_t>(random()), true});
    ASSERT_TRUE(trial.Run(kCommits));
    trial.disk().Arm({trial.disk().steps() + 1 + random() % steps, Fault::Kind::kCrash});
    const absl::Status cut_off = Purge(trial);
    fired += trial.disk().fired() ? 1 : 0;
    trial.Reboot(kTearModes[static_cast<size_t>(i) % std::size(kTearModes)]);
    const Verdict verdict = trial.Check();
    ASSERT_TRUE(verdict.clean()) << i << ": " << verdict.detail << " after " << cut_off;
    const absl::Status finished = Purge(trial);
    ASSERT_TRUE(finished.ok()) << finished;
    trial.Close();
    const auto gone = storage::ByteSearch::Make(trial.GoneValues());
    ASSERT_TRUE(gone.ok()) << gone.status();
    const auto report = storage::ScanFiles(trial.engine_options().dir, *gone);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_TRUE(report->unreadable.empty()) << report->unreadable.front();
    EXPECT_TRUE(report->sightings.empty()) << storage::DescribeSighting(report->sightings[0]);
  }
  EXPECT_GT(fired, crashes / 2);
  testing::Publish("purge", {{"purge_crashes", crashes}});
}

}  // namespace
}  // namespace winnow::faults
