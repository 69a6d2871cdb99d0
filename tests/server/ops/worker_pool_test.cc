// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <numeric>
#include <thread>
#include <utility>
#include <vector>

namespace winnow::ops {
namespace {

// A door that threads wait at until a test opens it.
class Door {
 public:
  void Open() {
    MutexLock lock(mutex_);
    open_ = true;
    changed_.NotifyAll();
  }
  void Pass() {
    MutexLock lock(mutex_);
    while (!open_) changed_.Wait(mutex_);
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  bool open_ WINNOW_GUARDED_BY(mutex_) = false;
};

TEST(WorkerPool, CallsEachIndexExactlyOnce) {
  for (const size_t threads : {0, 1, 2, 7}) {
    WorkerPool pool({.threads = threads});
    for (const size_t count : {0, 1, 2, 3, 8, 1000}) {
      std::vector<std::atomic<int>> calls(count);
      pool.ParallelFor(count, [&calls](size_t i) { ++calls[i]; });
      for (size_t i = 0; i < count; ++i) {
        EXPECT_EQ(calls[i], 1) << i << " of " << count << ", " << threads << " threads";
      }
    }
  }
}

// Two calls wait for each other: they can only end when they run at the same time.
TEST(WorkerPool, RunsCallsAtTheSameTime) {
  WorkerPool pool({.threads = 1});
  Door doors[2];
  pool.ParallelFor(2, [&doors](size_t i) {
    doors[i].Open();
    doors[1 - i].Pass();
  });
}

TEST(WorkerPool, ALoopReturnsOnlyAfterItsLastCall) {
  WorkerPool pool({.threads = 1});
  for (int round = 0; round < 20; ++round) {
    const std::thread::id caller = std::this_thread::get_id();
    Door elsewhere, here;
    std::atomic<int> returned = 0;
    pool.ParallelFor(2, [&](size_t) {
      if (std::this_thread::get_id() == caller) {
        elsewhere.Pass();
        here.Open();
      } else {
        elsewhere.Open();
        here.Pass();
        for (int i = 0; i < 100; ++i) std::this_thread::yield();
      }
      ++returned;
    });
    ASSERT_EQ(returned, 2);
  }
}

TEST(WorkerPool, ALoopInsideALoopComesToAnEnd) {
  WorkerPool pool({.threads = 2, .queue_tasks = 2});
  std::atomic<int> calls = 0;
  pool.ParallelFor(8, [&](size_t) {
    pool.ParallelFor(8, [&](size_t) { pool.ParallelFor(8, [&](size_t) { ++calls; }); });
  });
  EXPECT_EQ(calls, 512);
}

TEST(WorkerPool, ALoopDoesNotWaitForATaskThatHoldsAThread) {
  Door door;
  WorkerPool pool({.threads = 1});
  ASSERT_TRUE(pool.TrySubmit([&door] { door.Pass(); }));
  int calls = 0;
  pool.ParallelFor(10, [&calls](size_t) { ++calls; });
  EXPECT_EQ(calls, 10);
  // The helper that the loop queued starts only now, after the loop's body is gone.
  door.Open();
}

TEST(WorkerPool, ServesManyCallersAtOnce) {
  WorkerPool pool({.threads = 2});
  std::atomic<int64_t> total = 0;
  std::vector<std::thread> callers;
  for (int t = 0; t < 4; ++t) {
    callers.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        std::vector<int64_t> parts(16);
        pool.ParallelFor(parts.size(), [&parts](size_t i) { parts[i] = static_cast<int64_t>(i); });
        total += std::accumulate(parts.begin(), parts.end(), int64_t{0});
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(total, 4 * 200 * 120);
}

TEST(WorkerPool, RefusesATaskWhenItsQueueIsFull) {
  Door started, door;
  WorkerPool pool({.threads = 1, .queue_tasks = 2});
  ASSERT_TRUE(pool.TrySubmit([&] {
    started.Open();
    door.Pass();
  }));
  started.Pass();
  EXPECT_TRUE(pool.TrySubmit([] {}));
  EXPECT_TRUE(pool.TrySubmit([] {}));
  EXPECT_FALSE(pool.TrySubmit([] {}));
  door.Open();
}

TEST(WorkerPool, StopRunsWhatWaitsAndRefusesWhatComesLater) {
  Door door;
  std::atomic<int> ran = 0;
  WorkerPool pool({.threads = 2, .queue_tasks = size_t{1} << 20});
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(pool.TrySubmit([&door, &ran, moved = std::make_unique<int>(1)] {
      door.Pass();
      ran += *moved;
    }));
  }
  // The tasks wait until Stop is seen to have begun.
  std::thread opener([&pool, &door] {
    while (pool.TrySubmit([] {})) std::this_thread::yield();
    door.Open();
  });
  pool.Stop();
  opener.join();
  EXPECT_EQ(ran, 10);
  EXPECT_FALSE(pool.TrySubmit([] {}));
  int calls = 0;
  pool.ParallelFor(5, [&calls](size_t) { ++calls; });
  EXPECT_EQ(calls, 5) << "in its caller";
  pool.Stop();
}

TEST(WorkerPool, WithoutThreadsRefusesTasks) {
  WorkerPool pool({.threads = 0});
  EXPECT_FALSE(pool.TrySubmit([] {}));
}

}  // namespace
}  // namespace winnow::ops
