// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/digest/hmac.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "server/digest/sha256.h"

namespace winnow::digest {
namespace {

struct Vector {
  std::string key;
  std::string message;
  std::string hex;
};

// RFC 4231, section 4: test cases 1 to 4, 6 and 7 (case 5 truncates the tag).
std::vector<Vector> PublishedVectors() {
  return {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {absl::HexStringToBytes("0102030405060708090a0b0c0d0e0f10111213141516171819"),
       std::string(50, '\xcd'), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The "
       "key needs to be hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
}

TEST(Hmac, MatchesThePublishedVectors) {
  for (const Vector& vector : PublishedVectors()) {
    const HmacKey key(vector.key);
    EXPECT_EQ(key.Sign(vector.message).ToHex(), vector.hex);
    EXPECT_EQ(key.Sign(vector.message).ToHex(), vector.hex) << "the second signature";
    const absl::string_view message = vector.message;
    EXPECT_EQ(key.Sign({message.substr(0, 3), message.substr(3)}).ToHex(), vector.hex);
  }
}

// RFC 2104 written out, for keys that the published vectors leave out.
Digest ByDefinition(std::string key, absl::string_view message) {
  if (key.size() > 64) key = std::string(Sha256(key).view());
  key.resize(64, '\0');
  std::string inner = key, outer = key;
  for (char& c : inner) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
  return Sha256({outer, Sha256({inner, message}).view()});
}

TEST(Hmac, FollowsItsDefinitionForKeysOfEveryLength) {
  for (size_t size = 0; size <= 130; ++size) {
    const std::string key(size, 'k');
    EXPECT_EQ(HmacKey(key).Sign("message"), ByDefinition(key, "message")) << size;
  }
}

TEST(Hmac, VerifiesItsOwnTagAndNoOther) {
  const HmacKey key("secret");
  const std::string tag(key.Sign("message").view());
  EXPECT_TRUE(key.Verify("message", tag));
  EXPECT_FALSE(key.Verify("massage", tag));
  EXPECT_FALSE(HmacKey("other").Verify("message", tag));
  EXPECT_FALSE(key.Verify("message", ""));
  EXPECT_FALSE(key.Verify("message", absl::string_view(tag).substr(0, 31)));
  EXPECT_FALSE(key.Verify("message", tag + '\0'));
  for (size_t bit = 0; bit < 256; ++bit) {
    std::string changed = tag;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(key.Verify("message", changed)) << bit;
  }
}

TEST(Hmac, OneKeyServesManyThreads) {
  const HmacKey key("shared");
  const Digest expected = key.Sign("message");
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (int& count : wrong) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) count += key.Sign("message") != expected;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

}  // namespace
}  // namespace winnow::digest
