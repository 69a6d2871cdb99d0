// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// An I/O operation fails: nothing acknowledged is lost, the engine neither dies nor hangs, and
// opens once the fault is gone (storage.md E6).
#include <cerrno>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/faults/rocksdb_trial.h"
#include "tests/faults/trials.h"
#include "tests/testing/figures.h"
#include "tests/testing/seed.h"

namespace winnow::faults {
namespace {

// Jobs in the background make the number of steps differ a little from run to run.
constexpr int kStepsBeyondTheEnd = 5;
constexpr int kCommits = 70;  // the second life of the engine begins after 60

enum class Then { kReopen, kLosePower };

// One script with a fault, and what the engine has afterwards. It must be as able as before.
// `fired`: whether the script came so far.
Verdict Fail(uint32_t seed, const Fault& fault, Then then, bool* fired) {
  RocksdbTrial trial({seed, true});
  trial.disk().Arm(fault);
  trial.Run(kCommits);
  *fired = trial.disk().fired();
  if (then == Then::kLosePower) trial.Reboot(TearMode::kDropAll);
  trial.Close();
  trial.disk().Disarm();
  Verdict verdict = trial.Check();
  if (!verdict.clean()) return verdict;
  EXPECT_TRUE(trial.Run(3)) << "step " << fault.at;
  trial.Close();
  return verdict += trial.Check();
}

struct ErrorCase {
  const char* name;
  int error;
  Fault::Kind kind;
  Then then;
};

class IoErrorTest : public ::testing::TestWithParam<ErrorCase> {};

TEST_P(IoErrorTest, AtAnyStepLosesNothing) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  const ErrorCase& tested = GetParam();
  Verdict found;
  int64_t errors = 0;
  int beyond = 0;
  for (uint64_t at = 1; beyond < kStepsBeyondTheEnd; at += Stride()) {
    bool fired = false;
    const Verdict verdict = Fail(seed, {at, tested.kind, tested.error}, tested.then, &fired);
    EXPECT_TRUE(verdict.clean()) << "step " << at << ": " << verdict.detail;
    found += verdict;
    errors += fired ? 1 : 0;
    beyond += fired ? 0 : 1;
  }
  EXPECT_GT(static_cast<uint64_t>(errors), 4 * kCommits / Stride());
  testing::Publish(absl::StrCat("io_error_", tested.name), {{"io_errors", errors},
                                                            {"acked_checked", found.acked_checked},
                                                            {"acked_lost", found.acked_lost},
                                                            {"torn_batches", found.torn},
                                                            {"refused_to_open", found.refused}});
}

INSTANTIATE_TEST_SUITE_P(
    Errors, IoErrorTest,
    ::testing::Values(ErrorCase{"once", EIO, Fault::Kind::kOnce, Then::kReopen},
                      ErrorCase{"full_disk", ENOSPC, Fault::Kind::kFromThenOn, Then::kReopen},
                      ErrorCase{"before_power_loss", EIO, Fault::Kind::kOnce, Then::kLosePower}),
    [](const ::testing::TestParamInfo<ErrorCase>& tested) { return tested.param.name; });

}  // namespace
}  // namespace winnow::faults
