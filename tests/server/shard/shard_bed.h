// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_SHARD_SHARD_BED_H_
#define WINNOW_TESTS_SERVER_SHARD_SHARD_BED_H_

#include <memory>
#include <utility>

#include "gtest/gtest.h"
#include "server/shard/mutate_and_wait.h"
#include "server/shard/shard.h"
#include "storage/memory_engine.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/fake_entropy.h"

namespace winnow::shard::testing {

// A shard over the memory engine that can be dropped and opened again, as after a crash.
class ShardBed {
 public:
  ShardBed() {
    const absl::Status status = Open();
    EXPECT_TRUE(status.ok()) << status;
  }

  // Opens anew from what is stored.
  absl::Status Reopen() {
    shard_ = nullptr;
    return Open();
  }

  absl::Status Run(Shard::Decide decide) { return MutateAndWait(*shard_, decide); }
  void Must(Shard::Decide decide) {
    const absl::Status status = Run(decide);
    ASSERT_TRUE(status.ok()) << status;
  }

  Shard& shard() { return *shard_; }
  storage::MemoryEngine& engine() { return *engine_; }
  ops::FakeClock& clock() { return clock_; }

 private:
  absl::Status Open() {
    auto image = engine_ == nullptr ? nullptr : engine_->image();
    engine_ = *storage::MemoryEngine::Open({.shards = 1, .image = std::move(image)});
    auto shard = Shard::Open({.engine = engine_.get(),
                              .clock = &clock_,
                              .clock_guard = &clock_guard_,
                              .entropy = &entropy_});
    if (!shard.ok()) return shard.status();
    shard_ = *std::move(shard);
    return absl::OkStatus();
  }

  ops::FakeClock clock_;
  ops::ClockGuard clock_guard_{clock_};
  ops::FakeEntropy entropy_;
  std::unique_ptr<storage::MemoryEngine> engine_;
  std::unique_ptr<Shard> shard_;
};

}  // namespace winnow::shard::testing

#endif  // WINNOW_TESTS_SERVER_SHARD_SHARD_BED_H_
