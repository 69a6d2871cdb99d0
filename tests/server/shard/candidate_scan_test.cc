// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/candidate_scan.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "server/selection/stable_hash.h"
#include "server/shard/candidate_columns.h"
#include "storage/write_set.h"
#include "tests/server/shard/commands.h"
#include "tests/server/shard/shard_bed.h"

namespace winnow::shard::testing {
namespace {

// Several times what the reader may be ahead.
constexpr uint64_t kRows = 10'000;

// The parameter: arrivals at which parts begin.
class CandidateScanTest : public ::testing::TestWithParam<std::vector<uint64_t>> {
 protected:
  void SetUp() override {
    bed_.Must([](ShardState& state, MutationLog& log) {
      Mutation mutation;
      for (uint64_t number = 0; number < kRows; ++number) {
        storage::v1::CandidateRecord record;
        *record.mutable_candidate() = PlainCandidate(absl::StrCat("c", number));
        // Of different sizes, so that a row that kept something of another would show it.
        if (number % 3 == 0) record.mutable_candidate()->set_dup_group("g");
        storage::CandidateTable::Put(state.shard, {1, number}, record, &mutation.writes);
      }
      log.Add(std::move(mutation));
      return absl::OkStatus();
    });
  }

  void Damage(uint64_t number) {
    bed_.Must([&](ShardState& state, MutationLog& log) {
      Mutation mutation;
      mutation.writes.Put(storage::CandidateTable::Key(state.shard, {1, number}), "damaged");
      log.Add(std::move(mutation));
      return absl::OkStatus();
    });
  }

  absl::Status Scan(absl::FunctionRef<absl::Status(const StoredCandidate&)> visit) {
    std::vector<std::string> borders;
    for (const uint64_t number : GetParam())
      borders.push_back(storage::CandidateTable::Key(bed_.shard().id(), {1, number}));
    return ScanCandidates(bed_.engine(), bed_.shard().id(), borders, visit);
  }

  ShardBed bed_;
};

TEST_P(CandidateScanTest, VisitsEveryRowInOrderWithItsHashes) {
  uint64_t next = 0;
  const absl::Status status = Scan([&](const StoredCandidate& row) {
    EXPECT_EQ(row.id, (storage::QueueRowId{1, next}));
    const v1::Candidate& candidate = row.record->candidate();
    EXPECT_EQ(candidate.candidate_id(), absl::StrCat("c", next));
    EXPECT_EQ(candidate.dup_group(), next % 3 == 0 ? "g" : "");
    EXPECT_EQ(row.id_hash, selection::StaticIdHash(candidate.candidate_id()));
    EXPECT_EQ(row.marks.fingerprint, Fingerprint(candidate));
    ++next;
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(next, kRows);
}

TEST_P(CandidateScanTest, EndsWithTheErrorOfAVisitWhereverItComes) {
  for (const uint64_t last : {uint64_t{0}, uint64_t{255}, uint64_t{256}, kRows / 2, kRows - 1}) {
    uint64_t visited = 0;
    const absl::Status status = Scan([&](const StoredCandidate& row) {
      ++visited;
      return row.id.number == last ? absl::DataLossError("enough") : absl::OkStatus();
    });
    EXPECT_EQ(status, absl::DataLossError("enough"));
    EXPECT_EQ(visited, last + 1);
  }
}

TEST_P(CandidateScanTest, VisitsWhatComesBeforeADamagedRowAndReportsIt) {
  Damage(5'000);
  uint64_t visited = 0;
  const absl::Status status = Scan([&](const StoredCandidate&) {
    ++visited;
    return absl::OkStatus();
  });
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_EQ(visited, 5'000u);
}

INSTANTIATE_TEST_SUITE_P(Parts, CandidateScanTest,
                         ::testing::Values(std::vector<uint64_t>{},
                                           std::vector<uint64_t>{0, 4'096, 8'192},
                                           std::vector<uint64_t>{1, 2, 3, 5'000, 9'999, 20'000}));

}  // namespace
}  // namespace winnow::shard::testing
