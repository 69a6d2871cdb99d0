// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// An I/O operation fails under a server that is at work: health says NOT_SERVING, the server ends
// as documented, and nothing that it acknowledged is lost (storage.md E3, E6).
#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <future>
#include <memory>
#include <random>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/e2e/desk.h"
#include "tests/e2e/health_call.h"
#include "tests/faults/fault_disk.h"
#include "tests/faults/rocksdb_fault_files.h"
#include "tests/faults/serving/ledger.h"
#include "tests/faults/serving/served_app.h"
#include "tests/faults/trials.h"
#include "tests/testing/figures.h"
#include "tests/testing/seed.h"
#include "tests/testing/temp_dir.h"

namespace winnow::faults {
namespace {

using winnow::testing::Desk;
using winnow::testing::HealthCall;
using HealthState = grpc::health::v1::HealthCheckResponse;

constexpr size_t kMemtableBytes = size_t{64} << 10;
// Far enough for flushes and compactions to be among the steps.
constexpr uint64_t kSteps = 800;
constexpr int kRoundsBeyond = 20;
// Nothing that a server does at its end takes so long; a machine at its limits may.
constexpr absl::Duration kPatience = absl::Seconds(60);

// The states that a watcher is told from now on, up to NOT_SERVING.
std::future<bool> WatchUntilNotServing(const std::shared_ptr<grpc::Channel>& channel) {
  auto health = std::make_shared<HealthCall>(channel, "Watch", "");
  EXPECT_EQ(health->Next(), HealthState::SERVING);
  return std::async(std::launch::async, [health] {
    int state = HealthState::SERVING;
    while (state == HealthState::SERVING) state = health->Next();
    return state == HealthState::NOT_SERVING;
  });
}

// Some of each kind of call, until one fails. False: one did.
bool Work(Ledger& ledger, int round) {
  v1::RequestBatchResponse batch;
  if (!ledger.Ingest(5).ok() || !ledger.Take(3, &batch).ok()) return false;
  if (round % 3 == 0) return true;
  return round % 3 == 1 ? ledger.Label(batch).ok() : ledger.Return(batch, 0).ok();
}

struct Trial {
  bool fired = false;
  bool ended = false;  // by itself; a failure to remove an old file ends nothing
  Audit audit;
};

Trial Fail(Fault fault) {
  Trial trial;
  const winnow::testing::TempDir folder;
  FaultDisk disk(folder.path());
  const std::unique_ptr<rocksdb::Env> environment = MakeFaultEnv(&disk);
  const storage::RocksdbTestbed testbed = {environment.get(), &disk, kMemtableBytes};
  Ledger ledger;
  {
    ServedApp app(folder.Join("data"), testbed);
    Desk desk(app.NewChannel());
    desk.SetUpQueue();
    ledger.SitAt(&desk);
    std::future<bool> not_serving = WatchUntilNotServing(app.NewChannel());
    fault.at += disk.steps();
    disk.Arm(fault);
    bool answered = true;
    int beyond = 0;
    for (int round = 0; answered && beyond < kRoundsBeyond; ++round) {
      answered = Work(ledger, round);
      beyond += disk.fired() ? 1 : 0;
    }
    trial.fired = disk.fired();
    trial.ended = !answered;
    if (answered) app.Stop();
    const auto end = app.EndWithin(kPatience);
    EXPECT_TRUE(end.has_value()) << "the server serves on";
    if (!answered) {
      EXPECT_EQ(end.value_or(app::kExitOk), app::kExitStorageFailed);
    }
    EXPECT_TRUE(not_serving.get());
  }
  disk.Disarm();
  ServedApp app(folder.Join("data"), testbed);
  Desk desk(app.NewChannel());
  ledger.SitAt(&desk);
  trial.audit = ledger.Check();
  EXPECT_TRUE(ledger.Ingest(5).ok());
  app.Stop();
  EXPECT_EQ(app.EndWithin(kPatience), app::kExitOk);
  return trial;
}

struct ErrorCase {
  const char* name;
  Fault::Kind kind;
  int error;
};

class IoErrorUnderAServer : public ::testing::TestWithParam<ErrorCase> {};

TEST_P(IoErrorUnderAServer, EndsItAsDocumentedAndLosesNothing) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  std::mt19937 random(seed);
  testing::Figures figures = {
      {"io_errors", 0}, {"server_exits", 0}, {"acked_checked", 0}, {"acked_lost", 0}};
  const int trials = Trials(100) / 10;
  for (int i = 0; i < trials; ++i) {
    const uint64_t at = 1 + random() % kSteps;
    SCOPED_TRACE(absl::StrCat("step ", at));
    const Trial trial = Fail({at, GetParam().kind, GetParam().error});
    EXPECT_TRUE(trial.fired);
    EXPECT_EQ(trial.audit.lost, 0) << trial.audit.detail;
    figures["io_errors"] += trial.fired ? 1 : 0;
    figures["server_exits"] += trial.ended ? 1 : 0;
    figures["acked_checked"] += trial.audit.checked;
    figures["acked_lost"] += trial.audit.lost;
  }
  EXPECT_GT(figures["server_exits"], trials / 2);
  testing::Publish(absl::StrCat("serving_", GetParam().name), figures);
}

INSTANTIATE_TEST_SUITE_P(
    Errors, IoErrorUnderAServer,
    ::testing::Values(ErrorCase{"once", Fault::Kind::kOnce, EIO},
                      ErrorCase{"full_disk", Fault::Kind::kFromThenOn, ENOSPC}),
    [](const ::testing::TestParamInfo<ErrorCase>& tested) { return tested.param.name; });

// Fails every new table file, and with it every flush, but no commit.
class NoTables final : public storage::DiskGate {
 public:
  absl::Status Enter(const storage::DiskStep& step) override {
    if (step.kind != storage::DiskStep::Kind::kCreate || !absl::EndsWith(step.path, ".sst")) {
      return absl::OkStatus();
    }
    failed_ = true;
    return absl::ErrnoToStatus(EIO, "an injected fault");
  }
  bool failed() const { return failed_; }

 private:
  std::atomic<bool> failed_{false};
};

TEST(BackgroundError, EndsAServerThatNobodyWritesTo) {
  const winnow::testing::TempDir folder;
  NoTables gate;
  const std::unique_ptr<rocksdb::Env> environment = MakeFaultEnv(&gate);
  ServedApp app(folder.Join("data"), {environment.get(), &gate, kMemtableBytes});
  Desk desk(app.NewChannel());
  desk.SetUpQueue();
  Ledger ledger;
  ledger.SitAt(&desk);
  std::future<bool> not_serving = WatchUntilNotServing(app.NewChannel());
  while (!gate.failed() && ledger.Ingest(5).ok()) {
  }
  EXPECT_EQ(app.EndWithin(kPatience).value_or(app::kExitOk), app::kExitStorageFailed);
  app.Stop();
  EXPECT_TRUE(not_serving.get());
}

}  // namespace
}  // namespace winnow::faults
