// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/write_set.h"

#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/testing/seed.h"

namespace winnow::storage {
namespace {

using Fates = std::map<std::string, std::optional<std::string>>;

// A set of random changes beside what it should hold.
struct Changes {
  WriteSet set;
  Fates fates;
};

Changes RandomChanges(std::mt19937& random) {
  Changes changes;
  const bool in_order = random() % 2 == 0;
  for (uint32_t i = 0; i < random() % 20; ++i) {
    const std::string key = absl::StrCat("k", in_order ? 10 + i : 10 + random() % 20);
    if (random() % 4 == 0) {
      changes.set.Delete(key);
      changes.fates[key] = std::nullopt;
    } else {
      const std::string value(random() % 9, 'v');
      changes.set.Put(key, value);
      changes.fates[key] = value;
    }
  }
  return changes;
}

void ExpectSame(WriteSet set, const Fates& fates) {
  size_t bytes = 0;
  std::vector<std::pair<std::string, std::string>> puts;
  std::vector<std::string> deletes;
  for (const auto& [key, value] : fates) {
    bytes += key.size() + value.value_or("").size();
    if (value.has_value()) puts.emplace_back(key, *value);
    if (!value.has_value()) deletes.push_back(key);
  }
  EXPECT_EQ(set.ops(), fates.size());
  EXPECT_EQ(set.bytes(), bytes);
  EXPECT_EQ(set.empty(), fates.empty());
  Commit commit;
  set.MoveInto(&commit);
  std::vector<std::pair<std::string, std::string>> moved;
  for (const Row& row : commit.puts) moved.emplace_back(row.key, row.value);
  EXPECT_EQ(moved, puts);
  EXPECT_EQ(commit.deletes, deletes);
  EXPECT_TRUE(set.empty());
  EXPECT_EQ(set.bytes(), 0u);
}

TEST(WriteSet, GivesEachKeyTheLastFateThatItWasGivenOverSetsThatAreMerged) {
  const uint32_t first = winnow::testing::Seed();
  for (uint32_t seed = first; seed < first + 500; ++seed) {
    SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
    std::mt19937 random(seed);
    Changes all = RandomChanges(random);
    ExpectSame(all.set, all.fates);
    for (int merges = 0; merges < 3; ++merges) {
      Changes later = RandomChanges(random);
      all.set.Merge(std::move(later.set));
      for (const auto& [key, value] : later.fates) all.fates[key] = value;
      ExpectSame(all.set, all.fates);
    }
  }
}

}  // namespace
}  // namespace winnow::storage
