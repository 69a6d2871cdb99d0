// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/sha256.h"

#include <gtest/gtest.h>

#include <iostream>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/testing/seed.h"

namespace winnow::digest {
namespace {

struct Vector {
  std::string message;
  std::string hex;
};

// The examples that NIST publishes with FIPS 180-4, and the empty message.
std::vector<Vector> PublishedVectors() {
  return {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmn"
       "o"
       "pqrsmnopqrstnopqrstu",
       "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
      {std::string(1000000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
}

TEST(Sha256, MatchesThePublishedVectors) {
  for (const Vector& vector : PublishedVectors()) {
    EXPECT_EQ(Sha256(vector.message).ToHex(), vector.hex) << vector.message.size() << " bytes";
  }
}

TEST(Sha256, IsTheSameHoweverTheMessageIsCut) {
  const unsigned seed = winnow::testing::Seed();
  std::cout << "seed " << seed << "\n";
  std::mt19937 random(seed);
  for (int round = 0; round < 300; ++round) {
    std::string message(random() % 700, '\0');
    for (char& c : message) c = static_cast<char>(random());
    Sha256Stream stream;
    absl::string_view rest = message;
    while (!rest.empty()) {
      const size_t step = random() % (rest.size() + 1);
      stream.Update(rest.substr(0, step));
      rest.remove_prefix(step);
    }
    const Digest whole = Sha256(message);
    EXPECT_EQ(stream.Finish(), whole);
    const absl::string_view view = message;
    const size_t cut = random() % (message.size() + 1);
    EXPECT_EQ(Sha256({view.substr(0, cut), view.substr(cut)}), whole);
  }
}

TEST(Sha256, StartsAfreshAfterFinish) {
  Sha256Stream stream;
  stream.Update("a message that must leave no trace");
  stream.Finish();
  stream.Update("abc");
  EXPECT_EQ(stream.Finish(), Sha256("abc"));
  EXPECT_EQ(stream.Finish(), Sha256(""));
}

TEST(Sha256, AMovedStreamGoesOnWhereItWas) {
  Sha256Stream first;
  first.Update("ab");
  Sha256Stream second = std::move(first);
  second.Update("c");
  EXPECT_EQ(second.Finish(), Sha256("abc"));
}

TEST(Sha256, AnswersManyThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::vector<int> wrong(8, 0);
  for (size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&wrong, t] {
      const std::string message(100 + t, static_cast<char>('a' + t));
      const Digest expected = Sha256(message);
      for (int i = 0; i < 2000; ++i) wrong[t] += Sha256(message) != expected;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(8, 0));
}

}  // namespace
}  // namespace winnow::digest
