// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/open_calls.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace winnow::rpc {
namespace {

struct CountedCall final : OpenCall {
  void Expire() override { ++expired; }
  void Drain() override { ++drained; }
  int expired = 0;
  int drained = 0;
};

TEST(OpenCalls, TakesNothingBeforeItServesAndAfterItDrains) {
  OpenCalls calls;
  auto call = std::make_shared<CountedCall>();
  EXPECT_FALSE(calls.Enter(call, absl::Seconds(1)).has_value());
  calls.Serve();
  const auto ticket = calls.Enter(call, absl::Seconds(1));
  ASSERT_TRUE(ticket.has_value());
  calls.Drain();
  EXPECT_EQ(call->drained, 1);
  EXPECT_FALSE(calls.Enter(call, absl::Seconds(1)).has_value());
  calls.Leave(*ticket);
  calls.Serve();
  EXPECT_EQ(calls.state(), OpenCalls::State::kDraining);
}

TEST(OpenCalls, ExpiresOnlyWhatIsOverdue) {
  OpenCalls calls;
  calls.Serve();
  auto early = std::make_shared<CountedCall>();
  auto late = std::make_shared<CountedCall>();
  auto stream = std::make_shared<CountedCall>();
  ASSERT_TRUE(calls.Enter(early, absl::Seconds(10)).has_value());
  ASSERT_TRUE(calls.Enter(late, absl::Seconds(20)).has_value());
  ASSERT_TRUE(calls.Enter(stream, absl::InfiniteDuration()).has_value());
  calls.ExpireOverdue(absl::Seconds(15));
  EXPECT_EQ(early->expired, 1);
  EXPECT_EQ(late->expired, 0);
  EXPECT_EQ(stream->expired, 0);
}

TEST(OpenCalls, KeepsACallAliveUntilItLeaves) {
  OpenCalls calls;
  calls.Serve();
  auto call = std::make_shared<CountedCall>();
  const std::weak_ptr<CountedCall> watch = call;
  const auto ticket = calls.Enter(std::move(call), absl::InfiniteDuration());
  EXPECT_FALSE(watch.expired());
  calls.Leave(*ticket);
  EXPECT_TRUE(watch.expired());
}

TEST(OpenCalls, WaitsUntilTheLastCallLeaves) {
  OpenCalls calls;
  calls.Serve();
  const auto first = calls.Enter(std::make_shared<CountedCall>(), absl::Seconds(1));
  const auto second = calls.Enter(std::make_shared<CountedCall>(), absl::InfiniteDuration());
  calls.Drain();
  EXPECT_FALSE(calls.WaitUntilEmpty(absl::ZeroDuration()));
  std::thread leaver([&] {
    calls.Leave(*first);
    calls.Leave(*second);
  });
  EXPECT_TRUE(calls.WaitUntilEmpty(absl::Hours(1)));
  leaver.join();
}

}  // namespace
}  // namespace winnow::rpc
