// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/key.h"

#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace winnow::storage {
namespace {

constexpr uint64_t kSeeds[] = {1, 2, 3, 4, 5};

using Parts = std::tuple<ShardId, std::string, uint32_t, std::string, uint64_t>;

// Small alphabets and edge values, so that equal prefixes, zero bytes and extensions are common.
class PartsSource {
 public:
  explicit PartsSource(uint64_t seed) : random_(seed) {}

  Parts Next() {
    return {static_cast<ShardId>(Number()), Text(), static_cast<uint32_t>(Number()), Text(),
            Number()};
  }
  size_t Below(size_t bound) { return random_() % bound; }

 private:
  uint64_t Number() {
    constexpr uint64_t kEdges[] = {0, 1, 255, 256, 0xffff, 0xffffffff, ~uint64_t{0}};
    return Below(2) == 0 ? kEdges[Below(std::size(kEdges))] : random_();
  }
  std::string Text() {
    constexpr char kBytes[] = {'\x00', '\x01', '\x02', 'a', '\xfe', '\xff'};
    std::string text;
    for (size_t i = Below(5); i > 0; --i) text.push_back(kBytes[Below(sizeof(kBytes))]);
    return text;
  }

  std::mt19937_64 random_;
};

std::string Encode(const Parts& parts) {
  const auto& [shard, first, number, second, last] = parts;
  return KeyBuilder(shard, Table::kLabel).String(first).U32(number).String(second).U64(last).Take();
}

TEST(Key, OrdersLikeTheTupleThatItEncodes) {
  for (const uint64_t seed : kSeeds) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    PartsSource source(seed);
    for (int i = 0; i < 20'000; ++i) {
      Parts a = source.Next(), b = source.Next();
      // Often only a later component differs.
      if (source.Below(2) == 0) std::get<0>(b) = std::get<0>(a);
      if (source.Below(2) == 0) std::get<1>(b) = std::get<1>(a);
      if (source.Below(2) == 0) std::get<2>(b) = std::get<2>(a);
      ASSERT_EQ(a < b, Encode(a) < Encode(b))
          << absl::BytesToHexString(Encode(a)) << " against " << absl::BytesToHexString(Encode(b));
      ASSERT_EQ(a == b, Encode(a) == Encode(b));
    }
  }
}

TEST(Key, ReadsBackWhatItEncodes) {
  for (const uint64_t seed : kSeeds) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    PartsSource source(seed);
    for (int i = 0; i < 5'000; ++i) {
      const Parts parts = source.Next();
      const std::string key = Encode(parts);
      KeyReader reader(key);
      Parts read;
      std::get<0>(read) = reader.shard();
      std::get<1>(read) = reader.String();
      std::get<2>(read) = reader.U32();
      std::get<3>(read) = reader.String();
      std::get<4>(read) = reader.U64();
      ASSERT_TRUE(reader.Finish().ok()) << reader.Finish();
      ASSERT_EQ(read, parts);
      ASSERT_EQ(reader.table(), Table::kLabel);
    }
  }
}

TEST(Key, RefusesEveryTruncationAndNeverReadsPastItsEnd) {
  PartsSource source(7);
  for (int i = 0; i < 200; ++i) {
    const std::string whole = Encode(source.Next());
    for (size_t size = 0; size < whole.size(); ++size) {
      const std::vector<char> exact(whole.begin(), whole.begin() + static_cast<long>(size));
      KeyReader reader(absl::string_view(exact.data(), exact.size()));
      reader.String();
      reader.U32();
      reader.String();
      reader.U64();
      ASSERT_TRUE(absl::IsDataLoss(reader.Finish())) << "cut to " << size;
    }
  }
}

TEST(Key, ReadsAnyBytesWithoutHarm) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 50'000; ++i) {
    std::string bytes(random() % 24, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % 3 == 0 ? 0 : random());
    KeyReader reader(bytes);
    while (random() % 4 != 0) {
      random() % 2 == 0 ? static_cast<void>(reader.String()) : static_cast<void>(reader.U64());
    }
    static_cast<void>(reader.Finish());
  }
}

TEST(Key, RefusesBytesAfterTheLastComponent) {
  KeyReader reader(absl::string_view("\0\0c\0\0\0\1!", 8));
  EXPECT_EQ(reader.U32(), 1u);
  EXPECT_TRUE(absl::IsDataLoss(reader.Finish()));
}

TEST(Key, RefusesAZeroByteThatIsNeitherEscapedNorTheEnd) {
  KeyReader reader(absl::string_view("\0\0la\0\x02\0\x01", 8));
  EXPECT_EQ(reader.String(), "");
  EXPECT_TRUE(absl::IsDataLoss(reader.Finish()));
}

TEST(Key, APrefixRangeHoldsExactlyTheKeysWithThePrefix) {
  for (const uint64_t seed : kSeeds) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    PartsSource source(seed);
    for (int i = 0; i < 5'000; ++i) {
      const std::string key = Encode(source.Next());
      const std::string other = Encode(source.Next());
      const std::string prefix = other.substr(0, 1 + source.Below(other.size()));
      const KeyRange range = PrefixRange(prefix);
      const bool inside = key >= range.begin && (range.end.empty() || key < range.end);
      ASSERT_EQ(inside, key.compare(0, prefix.size(), prefix) == 0);
    }
  }
  EXPECT_EQ(PrefixEnd("\xff\xff"), "");
  EXPECT_EQ(PrefixEnd("a\xff"), "b");
}

TEST(Key, KnowsTheRowsOfAShard) {
  EXPECT_TRUE(IsRowKey(0x6162, "abc"));
  EXPECT_FALSE(IsRowKey(0x6162, "aba"));
  EXPECT_FALSE(IsRowKey(0x6163, "abc"));
  EXPECT_FALSE(IsRowKey(0x6162, "ab"));
  EXPECT_EQ(absl::BytesToHexString(LeafKey(0x0102, 0x030405060708090a)), "010261030405060708090a");
}

}  // namespace
}  // namespace winnow::storage
