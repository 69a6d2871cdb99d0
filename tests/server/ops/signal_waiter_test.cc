// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/signal_waiter.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "server/ops/mutex.h"

namespace winnow::ops {
namespace {

// Each case runs in a process of its own, started anew, because signals belong to the process.
class SignalWaiterTest : public ::testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

// A number that one thread gives to another.
class Mailbox {
 public:
  void Put(int value) {
    MutexLock lock(mutex_);
    value_ = value;
    changed_.NotifyAll();
  }
  int Take() {
    MutexLock lock(mutex_);
    while (value_ == 0) changed_.Wait(mutex_);
    return value_;
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  int value_ WINNOW_GUARDED_BY(mutex_) = 0;
};

[[noreturn]] void ExitWithTheFirstSignal(int signal) {
  if (!BlockStopSignals().ok()) _exit(99);
  Mailbox mailbox;
  {
    SignalWaiter waiter([&mailbox](int number) { mailbox.Put(number); }, [] {});
    kill(getpid(), signal);
    mailbox.Take();
  }
  _exit(mailbox.Take());
}

TEST_F(SignalWaiterTest, TheFirstSignalCallsBack) {
  EXPECT_EXIT(ExitWithTheFirstSignal(SIGTERM), ::testing::ExitedWithCode(SIGTERM), "");
  EXPECT_EXIT(ExitWithTheFirstSignal(SIGINT), ::testing::ExitedWithCode(SIGINT), "");
}

[[noreturn]] void SendTwoSignals() {
  if (!BlockStopSignals().ok()) _exit(99);
  Mailbox first, never;
  SignalWaiter waiter([&first](int number) { first.Put(number); }, [] {});
  kill(getpid(), SIGTERM);
  first.Take();
  kill(getpid(), SIGINT);
  _exit(never.Take());
}

TEST_F(SignalWaiterTest, TheSecondSignalEndsTheProcessAtOnce) {
  EXPECT_EXIT(SendTwoSignals(), ::testing::ExitedWithCode(kForcedExitCode), "");
}

[[noreturn]] void ReloadTwiceAndStop() {
  if (!BlockStopSignals().ok()) _exit(99);
  Mailbox reloaded, stopped;
  int reloads = 0;
  SignalWaiter waiter([&](int) { stopped.Put(reloads); }, [&] { reloaded.Put(++reloads); });
  kill(getpid(), SIGHUP);
  while (reloaded.Take() < 1) continue;
  kill(getpid(), SIGHUP);
  while (reloaded.Take() < 2) continue;
  kill(getpid(), SIGTERM);
  _exit(stopped.Take());
}

TEST_F(SignalWaiterTest, AHangUpAsksToReloadAndEndsNothing) {
  EXPECT_EXIT(ReloadTwiceAndStop(), ::testing::ExitedWithCode(2), "");
}

[[noreturn]] void SendASignalAfterTheWaiter() {
  if (!BlockStopSignals().ok()) _exit(99);
  bool called = false;
  {
    SignalWaiter waiter([&called](int) { called = true; }, [] {});
  }
  kill(getpid(), SIGTERM);
  _exit(called ? 1 : 0);
}

TEST_F(SignalWaiterTest, EndsWithoutASignalAndLeavesLaterOnesBlocked) {
  EXPECT_EXIT(SendASignalAfterTheWaiter(), ::testing::ExitedWithCode(0), "");
}

[[noreturn]] void WriteIntoAClosedPipe() {
  // Whoever started the test may have ignored it already.
  std::signal(SIGPIPE, SIG_DFL);
  if (!BlockStopSignals().ok()) _exit(99);
  int ends[2];
  if (pipe(ends) != 0) _exit(99);
  close(ends[0]);
  _exit(write(ends[1], "x", 1) < 0 ? 0 : 1);
}

TEST_F(SignalWaiterTest, APeerThatHangsUpIsAnErrorAndNoDeath) {
  EXPECT_EXIT(WriteIntoAClosedPipe(), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace winnow::ops
