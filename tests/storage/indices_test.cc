// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Tables with an index keep it right by themselves, and CheckIndices finds it when it is wrong.
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/memory_engine.h"
#include "storage/tables/index_check.h"
#include "storage/tables/lease_table.h"
#include "storage/tables/request_table.h"

namespace winnow::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

v1::LeaseRecord Lease(::winnow::v1::BatchState state) {
  v1::LeaseRecord record;
  record.set_state(state);
  record.set_labeler("labeler");
  return record;
}

v1::RequestRecord Request(int64_t seconds) {
  v1::RequestRecord record;
  record.mutable_time()->set_seconds(seconds);
  record.mutable_time()->set_nanos(5'000);
  return record;
}

class Indices : public ::testing::Test {
 protected:
  void Commit(WriteSet* set) {
    const ShardHead head = *engine_->Head(0);
    storage::Commit commit;
    commit.fence = {0, head.epoch, head.last_seq};
    commit.leaves = {"leaf"};
    set->MoveInto(&commit);
    const CommitResult result = engine_->Commit(commit);
    ASSERT_EQ(result.outcome, Outcome::kCommitted) << result.cause;
  }

  std::vector<std::string> Differences() {
    const auto differences = CheckIndices(*engine_, 0);
    EXPECT_TRUE(differences.ok()) << differences.status();
    return differences.value_or(std::vector<std::string>());
  }

  std::vector<uint64_t> OpenBatches() {
    std::vector<uint64_t> batches;
    const absl::Status status =
        LeaseTable::ScanOpen(*engine_, 0, [&](const QueueRowId& id, v1::LeaseRecord& record) {
          EXPECT_EQ(record.labeler(), "labeler");
          batches.push_back(id.number);
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    return batches;
  }

  std::unique_ptr<MemoryEngine> engine_ = *MemoryEngine::Open({.shards = 1, .image = nullptr});
};

TEST_F(Indices, TheOpenLeasesFollowTheStateOfTheRow) {
  WriteSet set;
  for (const uint64_t batch : {1, 2, 3}) {
    LeaseTable::Put(0, {7, batch}, Lease(::winnow::v1::BATCH_STATE_OPEN), &set);
  }
  Commit(&set);
  EXPECT_THAT(OpenBatches(), ElementsAre(1, 2, 3));
  LeaseTable::Put(0, {7, 1}, Lease(::winnow::v1::BATCH_STATE_EXPIRED), &set);
  LeaseTable::Put(0, {7, 2}, Lease(::winnow::v1::BATCH_STATE_OPEN), &set);
  LeaseTable::Delete(0, {7, 3}, &set);
  Commit(&set);
  EXPECT_THAT(OpenBatches(), ElementsAre(2));
  EXPECT_THAT(Differences(), IsEmpty());
}

TEST_F(Indices, ALeaseThatOpensAndClosesInOneCommitIsNotOpen) {
  WriteSet set;
  LeaseTable::Put(0, {7, 1}, Lease(::winnow::v1::BATCH_STATE_OPEN), &set);
  LeaseTable::Put(0, {7, 1}, Lease(::winnow::v1::BATCH_STATE_COMPLETED), &set);
  Commit(&set);
  EXPECT_THAT(OpenBatches(), IsEmpty());
  EXPECT_THAT(Differences(), IsEmpty());
}

TEST_F(Indices, OldRequestsAreFoundOldestFirst) {
  WriteSet set;
  for (const int64_t seconds : {50, 10, 30, 20, 40}) {
    RequestTable::Put(0, {"me", "Do", std::to_string(seconds)}, Request(seconds), &set);
  }
  Commit(&set);
  const auto older = RequestTable::OlderThan(*engine_, 0, {absl::FromUnixSeconds(40), 2});
  ASSERT_TRUE(older.ok()) << older.status();
  ASSERT_EQ(older->size(), 2u);
  EXPECT_EQ((*older)[0].id.request_id, "10");
  EXPECT_EQ((*older)[1].id.request_id, "20");
  for (const RequestTable::Dated& dated : *older) RequestTable::Delete(0, dated, &set);
  Commit(&set);
  const auto rest = RequestTable::OlderThan(*engine_, 0, {absl::FromUnixSeconds(40), 100});
  ASSERT_TRUE(rest.ok());
  ASSERT_EQ(rest->size(), 1u);
  EXPECT_EQ((*rest)[0].id.request_id, "30");
  EXPECT_FALSE(RequestTable::Get(*engine_, 0, {"me", "Do", "10"})->has_value());
  EXPECT_TRUE(RequestTable::Get(*engine_, 0, {"me", "Do", "50"})->has_value());
  EXPECT_THAT(Differences(), IsEmpty());
}

TEST_F(Indices, ARequestOfTheCutOffItselfIsNotOlder) {
  WriteSet set;
  v1::RequestRecord record;
  record.mutable_time()->set_seconds(10);
  RequestTable::Put(0, {"me", "Do", "x"}, record, &set);
  Commit(&set);
  EXPECT_THAT(*RequestTable::OlderThan(*engine_, 0, {absl::FromUnixSeconds(10), 9}), IsEmpty());
}

TEST_F(Indices, CheckFindsEveryWrongEntryBothWays) {
  WriteSet set;
  LeaseTable::Put(0, {7, 1}, Lease(::winnow::v1::BATCH_STATE_OPEN), &set);
  LeaseTable::Put(0, {7, 2}, Lease(::winnow::v1::BATCH_STATE_EXPIRED), &set);
  RequestTable::Put(0, {"secret", "Do", "1"}, Request(1), &set);
  Commit(&set);
  ASSERT_THAT(Differences(), IsEmpty());
  set.Delete(LeaseTable::OpenKey(0, {7, 1}));
  set.Put(LeaseTable::OpenKey(0, {7, 2}), "");
  set.Put(LeaseTable::OpenKey(0, {7, 3}), "");
  const absl::Time time = absl::FromUnixSeconds(1) + absl::Microseconds(5);
  set.Delete(RequestTable::TimeKey(0, {time, {"secret", "Do", "1"}}));
  set.Put(RequestTable::TimeKey(0, {time, {"secret", "Do", "2"}}), "");
  Commit(&set);
  const std::vector<std::string> differences = Differences();
  EXPECT_THAT(differences,
              ElementsAre(HasSubstr("batch 2 of queue 7: an index entry without its row"),
                          HasSubstr("batch 3 of queue 7: an index entry without its row"),
                          HasSubstr("batch 1 of queue 7: a row without its index entry"),
                          HasSubstr("table q: a request of 1970-01-01T00:00:01.000005"),
                          HasSubstr("a row without its index entry")));
  EXPECT_THAT(differences, ::testing::Each(Not(HasSubstr("secret"))));
}

TEST_F(Indices, AnOpenLeaseThatIsNotThereIsDataLoss) {
  WriteSet set;
  set.Put(LeaseTable::OpenKey(0, {7, 3}), "");
  Commit(&set);
  EXPECT_TRUE(absl::IsDataLoss(
      LeaseTable::ScanOpen(*engine_, 0, [](const auto&, auto&) { return absl::OkStatus(); })));
}

TEST_F(Indices, StayRightUnderRandomChanges) {
  for (const uint64_t seed : {1, 2, 3}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    for (int i = 0; i < 500; ++i) {
      WriteSet set;
      for (uint64_t change = random() % 4; change > 0; --change) {
        const QueueRowId id = {1, random() % 10};
        const auto state = static_cast<::winnow::v1::BatchState>(1 + random() % 4);
        if (random() % 5 == 0) {
          LeaseTable::Delete(0, id, &set);
        } else {
          LeaseTable::Put(0, id, Lease(state), &set);
        }
        const int64_t second = static_cast<int64_t>(random() % 10);
        const RequestId request = {"me", "Do", std::to_string(second)};
        const absl::Time time = absl::FromUnixSeconds(second) + absl::Microseconds(5);
        if (random() % 2 == 0) {
          RequestTable::Put(0, request, Request(second), &set);
        } else {
          RequestTable::Delete(0, {time, request}, &set);
        }
      }
      Commit(&set);
      ASSERT_THAT(Differences(), IsEmpty()) << "change " << i;
    }
  }
}

}  // namespace
}  // namespace winnow::storage
