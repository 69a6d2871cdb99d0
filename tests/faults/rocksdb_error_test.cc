// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// An I/O operation fails: nothing acknowledged is lost, the engine neither dies nor hangs, and
// opens once the fault is gone (storage.md E6).
#include <cerrno>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/faults/figures.h"
#include "tests/faults/rocksdb_trial.h"
#include "tests/testing/seed.h"

namespace winnow::faults {
namespace {

constexpr int kCommits = 70;  // the second life of the engine begins after 60

enum class Then { kReopen, kLosePower };

// One script with a fault, and what the engine has afterwards. It must be as able as before.
Verdict Fail(uint32_t seed, const Fault& fault, Then then) {
  RocksdbTrial trial({seed, true});
  trial.disk().Arm(fault);
  trial.Run(kCommits);
  EXPECT_TRUE(trial.disk().fired()) << "step " << fault.at;
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
  RocksdbTrial whole({seed, true});
  ASSERT_TRUE(whole.Run(kCommits));
  // Jobs in the background make the number of steps differ a little from run to run.
  const uint64_t steps = whole.disk().steps() * 9 / 10;
  Verdict found;
  for (uint64_t at = 1; at <= steps; ++at) {
    const Verdict verdict = Fail(seed, {at, tested.kind, tested.error}, tested.then);
    EXPECT_TRUE(verdict.clean()) << "step " << at << ": " << verdict.detail;
    found += verdict;
  }
  Publish(absl::StrCat("io_error_", tested.name), {{"io_errors", static_cast<int64_t>(steps)},
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
