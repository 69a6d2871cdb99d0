// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/entropy.h"

#include <gtest/gtest.h>
#include <sys/time.h>

#include <csignal>
#include <set>
#include <string>

#include "tests/testing/fake_entropy.h"

namespace winnow::ops {
namespace {

TEST(SystemEntropy, FillsEveryByte) {
  SystemEntropy entropy;
  // A byte that stayed untouched would keep all its bits in every round: 40 rounds of a fair coin
  // for each of 8,000 bits leave one of them unset with a chance of 1 in 10^8.
  std::string seen(1000, '\0');
  for (int round = 0; round < 40; ++round) {
    const std::string bytes = entropy.Bytes(seen.size());
    for (size_t i = 0; i < seen.size(); ++i) seen[i] = static_cast<char>(seen[i] | bytes[i]);
  }
  EXPECT_EQ(seen, std::string(1000, '\xff'));
}

TEST(SystemEntropy, GivesNumbersThatDoNotRepeat) {
  SystemEntropy entropy;
  std::set<uint64_t> numbers;
  for (int i = 0; i < 10000; ++i) numbers.insert(entropy.Uint64());
  EXPECT_EQ(numbers.size(), 10000u);
}

TEST(SystemEntropy, GivesNothingWhenAskedForNothing) {
  SystemEntropy entropy;
  EXPECT_EQ(entropy.Bytes(0), "");
}

// A signal cuts a long request short (getrandom(2)): one comes every 200 us while bytes are drawn.
TEST(SystemEntropy, GoesOnAfterASignal) {
  struct sigaction action = {};
  action.sa_handler = [](int) {};
  struct sigaction previous = {};
  ASSERT_EQ(sigaction(SIGALRM, &action, &previous), 0);
  const itimerval often = {.it_interval = {.tv_sec = 0, .tv_usec = 200},
                           .it_value = {.tv_sec = 0, .tv_usec = 200}};
  ASSERT_EQ(setitimer(ITIMER_REAL, &often, nullptr), 0);
  SystemEntropy entropy;
  constexpr size_t kTail = 64;
  const std::string bytes = entropy.Bytes(size_t{1} << 23);
  const itimerval never = {};
  setitimer(ITIMER_REAL, &never, nullptr);
  sigaction(SIGALRM, &previous, nullptr);
  EXPECT_NE(bytes.substr(bytes.size() - kTail), std::string(kTail, '\0'));
}

TEST(FakeEntropy, IsAFunctionOfItsSeed) {
  FakeEntropy first(7), again(7), other(8);
  for (const size_t size : {0, 7, 8, 9, 31, 100}) {
    const std::string bytes = first.Bytes(size);
    EXPECT_EQ(bytes, again.Bytes(size));
    const std::string from_other = other.Bytes(size);
    EXPECT_EQ(bytes == from_other, size < 2) << size;
  }
}

TEST(FakeEntropy, DoesNotRepeatItself) {
  FakeEntropy entropy;
  std::set<std::string> tokens;
  for (int i = 0; i < 10000; ++i) tokens.insert(entropy.Bytes(16));
  EXPECT_EQ(tokens.size(), 10000u);
}

}  // namespace
}  // namespace winnow::ops
