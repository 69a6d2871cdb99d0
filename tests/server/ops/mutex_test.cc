// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/mutex.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace winnow::ops {
namespace {

struct Counter {
  Mutex mutex;
  CondVar changed;
  int value WINNOW_GUARDED_BY(mutex) = 0;
};

TEST(Mutex, LetsOneThreadInAtATime) {
  Counter counter;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&counter] {
      for (int i = 0; i < 10000; ++i) {
        MutexLock lock(counter.mutex);
        ++counter.value;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  MutexLock lock(counter.mutex);
  EXPECT_EQ(counter.value, 40000);
}

TEST(Mutex, TryLockTakesOnlyAFreeLock) {
  Mutex mutex;
  if (!mutex.TryLock()) {
    FAIL() << "the lock was free";
    return;
  }
  std::thread([&mutex] {
    if (mutex.TryLock()) {
      ADD_FAILURE() << "the lock was taken";
      mutex.Unlock();
    }
  }).join();
  mutex.Unlock();
}

TEST(CondVar, PassesTheBatonBackAndForth) {
  Counter counter;
  std::thread other([&counter] {
    MutexLock lock(counter.mutex);
    for (int turn = 1; turn < 1000; turn += 2) {
      while (counter.value != turn) counter.changed.Wait(counter.mutex);
      ++counter.value;
      counter.changed.NotifyOne();
    }
  });
  {
    MutexLock lock(counter.mutex);
    for (int turn = 0; turn < 1000; turn += 2) {
      while (counter.value != turn) counter.changed.Wait(counter.mutex);
      ++counter.value;
      counter.changed.NotifyOne();
    }
    while (counter.value != 1000) counter.changed.Wait(counter.mutex);
  }
  other.join();
}

TEST(CondVar, AWaitWithALimitEndsWithoutANotification) {
  Counter counter;
  MutexLock lock(counter.mutex);
  EXPECT_FALSE(counter.changed.WaitFor(counter.mutex, absl::Milliseconds(1)));
  EXPECT_FALSE(counter.changed.WaitFor(counter.mutex, -absl::InfiniteDuration()));
}

bool IsFreeForAnotherThread(Mutex& mutex) {
  bool taken = false;
  std::thread([&] {
    if (!mutex.TryLock()) return;
    taken = true;
    mutex.Unlock();
  }).join();
  return taken;
}

TEST(CondVar, HoldsTheLockAgainAfterEveryWait) {
  Counter counter;
  std::thread waker;
  {
    MutexLock lock(counter.mutex);
    counter.changed.WaitFor(counter.mutex, absl::Milliseconds(1));
    EXPECT_FALSE(IsFreeForAnotherThread(counter.mutex));
    waker = std::thread([&counter] {
      MutexLock waker_lock(counter.mutex);
      counter.value = 1;
      counter.changed.NotifyAll();
    });
    while (counter.value == 0) counter.changed.Wait(counter.mutex);
    EXPECT_FALSE(IsFreeForAnotherThread(counter.mutex));
  }
  waker.join();
  EXPECT_TRUE(IsFreeForAnotherThread(counter.mutex));
}

TEST(CondVar, AWaitWithoutAnEndStillHearsANotification) {
  Counter counter;
  std::thread other([&counter] {
    MutexLock lock(counter.mutex);
    counter.value = 1;
    counter.changed.NotifyAll();
  });
  {
    MutexLock lock(counter.mutex);
    while (counter.value == 0) {
      EXPECT_TRUE(counter.changed.WaitFor(counter.mutex, absl::InfiniteDuration()));
    }
  }
  other.join();
}

}  // namespace
}  // namespace winnow::ops
