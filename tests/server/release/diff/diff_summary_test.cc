// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/diff/diff_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/server/release/diff/versions.h"
#include "tests/testing/seed.h"

namespace winnow::release {
namespace {

constexpr SummaryLimits kTight = {.cells = 5, .unexplained_keys = 3};

// What a summary says.
struct Contents {
  explicit Contents(const DiffSummary& summary)
      : cells(summary.cells()),
        other(summary.other()),
        unexplained(summary.unexplained_relabels()),
        keys(summary.UnexplainedKeys()) {}

  std::map<DiffCell, uint64_t> cells;
  std::map<DiffSummary::Other, uint64_t> other;
  uint64_t unexplained;
  std::vector<std::string> keys;

  friend bool operator==(const Contents&, const Contents&) = default;
};

// The same versions in `parts` key ranges.
std::vector<DiffSummary> SummariesOfParts(const RandomVersions& versions, int parts) {
  std::vector<Version> before(static_cast<std::size_t>(parts));
  std::vector<Version> after = before;
  const auto part = [&](const std::string& key) {
    return static_cast<std::size_t>(key.back()) % static_cast<std::size_t>(parts);
  };
  for (const auto& [key, member] : versions.before) before[part(key)][key] = member;
  for (const auto& [key, member] : versions.after) after[part(key)][key] = member;
  std::vector<DiffSummary> summaries;
  for (std::size_t i = 0; i < before.size(); ++i) {
    summaries.push_back(Compare(before[i], after[i], kTight).diff.summary);
  }
  return summaries;
}

TEST(DiffSummary, HoldsTheFirstCellsExactlyAndCountsTheRest) {
  const uint32_t seed = testing::Seed();
  SCOPED_TRACE(seed);
  std::mt19937_64 engine(seed);
  for (int trial = 0; trial < 200; ++trial) {
    const RandomVersions versions(engine);
    const std::map<DiffCell, uint64_t> all = CellsOf(versions.before, versions.after);
    std::map<DiffCell, uint64_t> first;
    std::map<DiffSummary::Other, uint64_t> rest;
    for (const auto& [cell, count] : all) {
      if (first.size() < kTight.cells) {
        first[cell] = count;
      } else {
        rest[{cell.kind, cell.cause}] += count;
      }
    }
    const DiffSummary summary = Compare(versions.before, versions.after, kTight).diff.summary;
    EXPECT_EQ(summary.cells(), first);
    EXPECT_EQ(summary.other(), rest);
  }
}

TEST(DiffSummary, CountsUnexplainedRelabelsAndKeepsTheirFirstKeys) {
  std::mt19937_64 engine(3);
  uint64_t most = 0;
  for (int trial = 0; trial < 100; ++trial) {
    const RandomVersions versions(engine);
    const Compared compared = Compare(versions.before, versions.after, kTight);
    std::vector<std::string> keys;
    for (const Seen& seen : compared.changes) {
      if (seen.kind == ChangeKind::kRelabelled && seen.cause == RelabelCause::kNone) {
        keys.push_back(seen.key);
      }
    }
    EXPECT_EQ(compared.diff.summary.unexplained_relabels(), keys.size());
    most = std::max<uint64_t>(most, keys.size());
    if (keys.size() > kTight.unexplained_keys) keys.resize(kTight.unexplained_keys);
    EXPECT_EQ(compared.diff.summary.UnexplainedKeys(), keys);
  }
  EXPECT_GT(most, kTight.unexplained_keys);
}

TEST(DiffSummary, OfPartsMergesToThatOfTheWholeInAnyOrderAndGrouping) {
  const uint32_t seed = testing::Seed();
  SCOPED_TRACE(seed);
  std::mt19937_64 engine(seed);
  for (int trial = 0; trial < 200; ++trial) {
    const RandomVersions versions(engine);
    const Contents whole(Compare(versions.before, versions.after, kTight).diff.summary);
    const std::vector<DiffSummary> parts = SummariesOfParts(versions, 3);
    DiffSummary left = parts[0];
    ASSERT_TRUE(left.Merge(parts[1]).ok());
    ASSERT_TRUE(left.Merge(parts[2]).ok());
    EXPECT_EQ(Contents(left), whole);
    DiffSummary right = parts[2];
    ASSERT_TRUE(right.Merge(parts[1]).ok());
    DiffSummary first = parts[0];
    ASSERT_TRUE(first.Merge(right).ok());
    EXPECT_EQ(Contents(first), whole);
  }
}

TEST(DiffSummary, WithoutRoomForCellsStillCountsEveryChange) {
  std::mt19937_64 engine(4);
  for (int trial = 0; trial < 20; ++trial) {
    const RandomVersions versions(engine);
    const Compared compared =
        Compare(versions.before, versions.after, {.cells = 0, .unexplained_keys = 0});
    const DiffSummary& summary = compared.diff.summary;
    EXPECT_TRUE(summary.cells().empty());
    EXPECT_TRUE(summary.UnexplainedKeys().empty());
    EXPECT_EQ(summary.changes(), compared.changes.size());
    for (const ChangeKind kind :
         {ChangeKind::kAdded, ChangeKind::kRemoved, ChangeKind::kRelabelled}) {
      EXPECT_EQ(summary.CountOf(kind),
                Compare(versions.before, versions.after).diff.summary.CountOf(kind));
    }
  }
}

TEST(DiffSummary, OfOtherLimitsIsNotMerged) {
  DiffSummary summary({});
  EXPECT_EQ(summary.Merge(DiffSummary(kTight)).code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace winnow::release
