// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/call_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <vector>

#include "server/loop/error.h"
#include "server/ops/metrics.h"
#include "tests/testing/fake_clock.h"

namespace winnow::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr CallClass kAll[] = {CallClass::kAdmin, CallClass::kLeases, CallClass::kIngest,
                              CallClass::kScans, CallClass::kExports};

class CallQueueTest : public ::testing::Test {
 protected:
  CallQueueTest() : log_(Silent(), clock_), metrics_(ops::BuildLabels{"test", "test"}) {}

  void Start(const CallQueue::Options& options) {
    queue_ = std::make_unique<CallQueue>(options, clock_, log_, metrics_.calls());
  }
  // One call that enters, and whose work is done before this returns; it takes `service`.
  void RunOne(CallClass call_class, absl::Duration service) {
    ASSERT_TRUE(queue_->Enter(call_class).ok());
    std::promise<void> done;
    ASSERT_TRUE(Submit(call_class, [&](const absl::Status&) {
                  clock_.Advance(service);
                  done.set_value();
                }).ok());
    done.get_future().wait();
    queue_->Leave(call_class, service);
  }
  absl::Status Submit(CallClass call_class, CallQueue::Work work) {
    return queue_->Submit(call_class, absl::InfiniteDuration(), std::move(work));
  }
  // Takes a thread until `gate` is there; returns once it has it.
  void Block(CallClass call_class, const std::shared_future<void>& gate) {
    ASSERT_TRUE(queue_->Enter(call_class).ok());
    auto started = std::make_shared<std::promise<void>>();
    std::future<void> has_started = started->get_future();
    ASSERT_TRUE(Submit(call_class, [gate, started](const absl::Status&) {
                  started->set_value();
                  gate.wait();
                }).ok());
    has_started.wait();
  }

  ops::FakeClock clock_;
  ops::Logger log_;
  ops::Metrics metrics_;
  std::unique_ptr<CallQueue> queue_;

 private:
  static ops::LogOptions Silent() {
    ops::LogOptions options;
    options.level = ops::LogLevel::kError;
    return options;
  }
};

TEST_F(CallQueueTest, GivesTurnsByClassAndThenByOrder) {
  Start({.threads = 1});
  std::promise<void> gate;
  Block(CallClass::kScans, gate.get_future().share());
  std::vector<std::string> turns;
  for (const CallClass call_class : {CallClass::kExports, CallClass::kScans, CallClass::kIngest,
                                     CallClass::kLeases, CallClass::kAdmin}) {
    for (const char* order : {" 1", " 2"}) {
      ASSERT_TRUE(queue_->Enter(call_class).ok());
      ASSERT_TRUE(Submit(call_class, [&turns, call_class, order](const absl::Status&) {
                    turns.push_back(std::string(CallClassName(call_class)) + order);
                  }).ok());
    }
  }
  gate.set_value();
  queue_->Stop();
  EXPECT_THAT(turns, ElementsAre("admin 1", "admin 2", "leases 1", "leases 2", "ingest 1",
                                 "ingest 2", "scans 1", "scans 2", "exports 1", "exports 2"));
}

// However many calls of the lower classes never end, each class above finds a thread.
TEST_F(CallQueueTest, LeavesAThreadToEachClassAbove) {
  Start({.threads = 5});
  std::promise<void> gate;
  const std::shared_future<void> opened = gate.get_future().share();
  for (const CallClass blocker :
       {CallClass::kExports, CallClass::kScans, CallClass::kIngest, CallClass::kLeases}) {
    for (int i = 0; i < 8; ++i) {
      ASSERT_TRUE(queue_->Enter(blocker).ok());
      ASSERT_TRUE(Submit(blocker, [opened](const absl::Status&) { opened.wait(); }).ok());
    }
    for (const CallClass above : kAll) {
      if (above < blocker) RunOne(above, absl::ZeroDuration());
    }
  }
  gate.set_value();
}

TEST_F(CallQueueTest, RefusesMoreCallsOfAClassThanMayBeUnderWay) {
  Start({.threads = 4, .most_calls = {2, 2, 2, 2, 2}});
  for (const CallClass call_class : kAll) {
    EXPECT_TRUE(queue_->Enter(call_class).ok());
    EXPECT_TRUE(queue_->Enter(call_class).ok());
    const absl::Status refused = queue_->Enter(call_class);
    EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(loop::DetailOf(refused).reason, v1::ERROR_REASON_OVERLOADED);
    EXPECT_TRUE(loop::DetailOf(refused).retry_after.has_value());
    queue_->Leave(call_class, std::nullopt);
    EXPECT_TRUE(queue_->Enter(call_class).ok());
  }
  EXPECT_THAT(metrics_.Text(),
              HasSubstr("winnow_calls_refused_total{class=\"scans\",reason=\"full\"} 1"));
  EXPECT_THAT(metrics_.Text(), HasSubstr("winnow_calls_under_way{class=\"leases\"} 2"));
}

TEST_F(CallQueueTest, RefusesWorkThatWouldWaitTooLongBeforeItWaits) {
  Start({.threads = 1, .longest_wait = absl::Milliseconds(250)});
  RunOne(CallClass::kScans, absl::Milliseconds(100));
  std::promise<void> gate;
  Block(CallClass::kLeases, gate.get_future().share());
  int done = 0;
  const auto count = [&done](const absl::Status&) { ++done; };
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(queue_->Enter(CallClass::kScans).ok());
  EXPECT_TRUE(Submit(CallClass::kScans, count).ok());
  EXPECT_TRUE(Submit(CallClass::kScans, count).ok());
  EXPECT_TRUE(Submit(CallClass::kScans, count).ok());
  const absl::Status refused = Submit(CallClass::kScans, count);
  EXPECT_EQ(loop::DetailOf(refused).reason, v1::ERROR_REASON_OVERLOADED);
  EXPECT_EQ(loop::DetailOf(refused).retry_after, absl::Milliseconds(300));
  // A class above does not wait for them.
  ASSERT_TRUE(queue_->Enter(CallClass::kLeases).ok());
  EXPECT_TRUE(Submit(CallClass::kLeases, count).ok());
  gate.set_value();
  queue_->Stop();
  EXPECT_EQ(done, 4);
}

TEST_F(CallQueueTest, RefusesACallThatCannotEndBeforeItsDeadline) {
  Start({.threads = 1});
  RunOne(CallClass::kLeases, absl::Milliseconds(100));
  std::promise<void> gate;
  Block(CallClass::kLeases, gate.get_future().share());
  ASSERT_TRUE(queue_->Enter(CallClass::kLeases).ok());
  const auto nothing = [](const absl::Status&) {};
  EXPECT_FALSE(queue_->Submit(CallClass::kLeases, absl::Milliseconds(99), nothing).ok());
  EXPECT_THAT(metrics_.Text(),
              HasSubstr("winnow_calls_refused_total{class=\"leases\",reason=\"deadline\"} 1"));
  EXPECT_TRUE(queue_->Submit(CallClass::kLeases, absl::Milliseconds(101), nothing).ok());
  gate.set_value();
}

// Else a bad time would be remembered for good, because nothing new is learnt from refusals.
TEST_F(CallQueueTest, AlwaysTakesTheFirstOfItsClass) {
  Start({.threads = 1});
  RunOne(CallClass::kScans, absl::Hours(1));
  ASSERT_TRUE(queue_->Enter(CallClass::kScans).ok());
  std::promise<void> done;
  EXPECT_TRUE(queue_
                  ->Submit(CallClass::kScans, absl::Seconds(1),
                           [&done](const absl::Status&) { done.set_value(); })
                  .ok());
  done.get_future().wait();
}

TEST_F(CallQueueTest, TellsWorkThatWaitedFarLongerThanForeseen) {
  Start({.threads = 1, .longest_wait = absl::Milliseconds(250)});
  std::promise<void> gate;
  Block(CallClass::kLeases, gate.get_future().share());
  ASSERT_TRUE(queue_->Enter(CallClass::kScans).ok());
  absl::Status told;
  ASSERT_TRUE(
      Submit(CallClass::kScans, [&told](absl::Status turn) { told = std::move(turn); }).ok());
  bool resumed = false;
  queue_->Resume(CallClass::kExports, [&resumed] { resumed = true; });
  clock_.Advance(absl::Milliseconds(1001));
  // New ones are refused as soon as the oldest waits for too long.
  ASSERT_TRUE(queue_->Enter(CallClass::kScans).ok());
  EXPECT_FALSE(Submit(CallClass::kScans, [](const absl::Status&) {}).ok());
  gate.set_value();
  queue_->Stop();
  EXPECT_EQ(loop::DetailOf(told).reason, v1::ERROR_REASON_OVERLOADED);
  // What is under way is never given up.
  EXPECT_TRUE(resumed);
}

}  // namespace
}  // namespace winnow::rpc
