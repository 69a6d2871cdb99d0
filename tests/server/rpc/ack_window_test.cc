// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/ack_window.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace winnow::rpc {
namespace {

// A stream's end that can be told from others.
AckWindow::Answer Mark(uint64_t place) {
  return CallEnd{grpc::Status(grpc::StatusCode::ABORTED, std::to_string(place)),
                 v1::ERROR_REASON_UNSPECIFIED};
}

// api.md P1: answers leave in the order of the chunks, in whatever order commits end.
TEST(AckWindow, LetsAnswersOutInTheOrderOfTheMessages) {
  constexpr uint64_t kSeed = 20260101;
  std::mt19937_64 random(kSeed);
  SCOPED_TRACE(kSeed);
  AckWindow window;
  std::vector<uint64_t> open;
  uint64_t next = 0;
  for (int step = 0; step < 10'000; ++step) {
    if (window.size() < 8 && random() % 2 == 0) open.push_back(window.Reserve());
    if (!open.empty() && random() % 2 == 0) {
      const size_t i = random() % open.size();
      window.Fill(open[i], Mark(open[i]));
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(i));
    }
    for (AckWindow::Answer* front = window.Front(); front != nullptr; front = window.Front()) {
      EXPECT_EQ(std::get<CallEnd>(*front).status.error_message(), std::to_string(next++));
      window.Pop();
    }
    EXPECT_EQ(std::count_if(open.begin(), open.end(), [&](uint64_t p) { return p < next; }), 0);
  }
  EXPECT_GT(next, 1000u);
}

TEST(AckWindow, HoldsBackWhatIsNotNext) {
  AckWindow window;
  const uint64_t first = window.Reserve();
  const uint64_t second = window.Reserve();
  window.Fill(second, Mark(second));
  EXPECT_EQ(window.Front(), nullptr);
  window.Fill(first, Mark(first));
  EXPECT_NE(window.Front(), nullptr);
  EXPECT_EQ(window.size(), 2u);
}

}  // namespace
}  // namespace winnow::rpc
