// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/connection_calls.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace winnow::rpc {
namespace {

class ConnectionCallsTest : public ::testing::Test {
 protected:
  std::vector<std::string> cut_;
  ConnectionCalls calls_{2, [this](const std::string& peer) { cut_.push_back(peer); }};
};

TEST_F(ConnectionCallsTest, CutsAConnectionForEachOpenCallBeyondTheBound) {
  std::vector<ConnectionCalls::Place> open;
  for (int i = 0; i < 2; ++i) open.push_back(calls_.Enter("a"));
  EXPECT_TRUE(cut_.empty());
  for (int i = 0; i < 2; ++i) open.push_back(calls_.Enter("a"));
  EXPECT_EQ(cut_, std::vector<std::string>({"a", "a"}));
}

TEST_F(ConnectionCallsTest, CountsEachConnectionByItself) {
  std::vector<ConnectionCalls::Place> open;
  for (const char* peer : {"a", "b", "a", "b", "c"}) open.push_back(calls_.Enter(peer));
  EXPECT_TRUE(cut_.empty());
}

TEST_F(ConnectionCallsTest, CallsThatEndedDoNotCount) {
  for (int i = 0; i < 10; ++i) calls_.Enter("a");
  ConnectionCalls::Place place = calls_.Enter("a");
  ConnectionCalls::Place moved = std::move(place);
  moved = calls_.Enter("a");
  moved = ConnectionCalls::Place();
  const ConnectionCalls::Place first = calls_.Enter("a"), second = calls_.Enter("a");
  EXPECT_TRUE(cut_.empty());
}

}  // namespace
}  // namespace winnow::rpc
