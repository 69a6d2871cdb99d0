// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Keys of every table byte by byte, and what all tables have in common.
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/memory_engine.h"
#include "storage/tables/adjudication_table.h"
#include "storage/tables/batch_table.h"
#include "storage/tables/candidate_table.h"
#include "storage/tables/evaluation_table.h"
#include "storage/tables/history_table.h"
#include "storage/tables/label_table.h"
#include "storage/tables/lease_table.h"
#include "storage/tables/registry_table.h"
#include "storage/tables/request_table.h"
#include "storage/tables/signal_table.h"

namespace winnow::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// These bytes are on disks. A change needs a new schema version and a migration.
TEST(Tables, KeysAreTheseBytes) {
  const ShardId shard = 0x0102;
  const QueueRowId row = {0x0a0b0c0d, 0x1112131415161718};
  const std::string id = "0a0b0c0d1112131415161718";
  const auto hex = [](const std::string& key) { return absl::BytesToHexString(key); };
  EXPECT_EQ(hex(CandidateTable::Key(shard, row)), "010263" + id);
  EXPECT_EQ(hex(SignalTable::Key(shard, row)), "010277" + id);
  EXPECT_EQ(hex(BatchTable::Key(shard, row)), "010262" + id);
  EXPECT_EQ(hex(EvaluationTable::Key(shard, row)), "01027865" + id);
  EXPECT_EQ(hex(FrozenFrameTable::Key(shard, {row, 3})), "01027866" + id + "00000003");
  EXPECT_EQ(hex(EvaluationSampleTable::Key(shard, {row, 3})), "01027873" + id + "00000003");
  EXPECT_EQ(hex(HistoryTable::Key(shard, row)), "010274" + id);
  EXPECT_EQ(hex(AdjudicationTable::Key(shard, row)), "01026a" + id);
  EXPECT_EQ(hex(LeaseTable::Key(shard, row)), "01026b00" + id);
  EXPECT_EQ(hex(LeaseTable::OpenKey(shard, row)), "01026b01" + id);
  EXPECT_EQ(hex(LabelTable::Key(shard, {row.queue_no, row.number, "ann", "rub"})),
            "01026c" + id + "616e6e0001" + "7275620001");
  const RequestId request = {"me", "Do", std::string("r\0", 2)};
  const std::string names =
      "6d650001"
      "446f0001"
      "7200ff0001";
  EXPECT_EQ(hex(RequestTable::Key(shard, request)), "01027100" + names);
  EXPECT_EQ(hex(RequestTable::TimeKey(shard, {absl::FromUnixMicros(0x1234), request})),
            "010271010000000000001234" + names);
  EXPECT_EQ(hex(QueueDirectory::Key(shard, "q")),
            "01026d64"
            "710001");
  EXPECT_EQ(hex(ClockTable::Key(shard, "")),
            "01026d63"
            "0001");
  EXPECT_EQ(hex(DatabaseTable::Key(shard, "")),
            "01026d6b"
            "0001");
  EXPECT_EQ(hex(ConsentScopeTable::Key(shard, "n")),
            "01026d6e"
            "6e0001");
  EXPECT_EQ(hex(SourceTable::Key(shard, "o")),
            "01026d6f"
            "6f0001");
  EXPECT_EQ(hex(PolicyTable::Key(shard, {"p", 7})),
            "01026d70"
            "700001"
            "00000007");
  EXPECT_EQ(hex(QueueTable::Key(shard, "q")),
            "01026d71"
            "710001");
  EXPECT_EQ(hex(RevocationTable::Key(shard, 7)),
            "01026d72"
            "0000000000000007");
  EXPECT_EQ(hex(SliceTable::Key(shard, {5, "s"})),
            "01026d73"
            "00000005"
            "730001");
  EXPECT_EQ(hex(WriterOffsetTable::Key(shard, {5, 2, "w"})),
            "01026d77"
            "00000005"
            "02"
            "770001");
}

TEST(Tables, PublishedCountsStandUnderTheirQueue) {
  EXPECT_EQ(absl::BytesToHexString(PublicationTable::Key(0x0102, {5, 3})),
            "01026d68"
            "00000005"
            "00000003");
}

template <typename Rows>
void ExpectKeyReadsBack(const typename Rows::Id& id) {
  const std::string key = Rows::Key(9, id);
  const auto parsed = Rows::ParseKey(key);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(*parsed, id);
  for (size_t size = 0; size < key.size(); ++size) {
    EXPECT_FALSE(Rows::ParseKey(key.substr(0, size)).ok());
  }
  EXPECT_FALSE(Rows::ParseKey(key + "x").ok());
}

TEST(Tables, KeysReadBackAndRefuseDamage) {
  ExpectKeyReadsBack<CandidateTable>({1, 2});
  ExpectKeyReadsBack<LabelTable>({1, 2, "annotator", ""});
  ExpectKeyReadsBack<EvaluationTable>({1, 2});
  ExpectKeyReadsBack<EvaluationSampleTable>({{1, 2}, 3});
  ExpectKeyReadsBack<QueueTable>("queue");
  ExpectKeyReadsBack<PolicyTable>({"policy", 3});
  ExpectKeyReadsBack<SliceTable>({4, "slice"});
  ExpectKeyReadsBack<WriterOffsetTable>({5, 1, "writer"});
  ExpectKeyReadsBack<PublicationTable>({6, 2});
  EXPECT_FALSE(CandidateTable::ParseKey(BatchTable::Key(9, {1, 2})).ok());
  EXPECT_FALSE(QueueTable::ParseKey(SourceTable::Key(9, "queue")).ok());
}

class TablesOnAnEngine : public ::testing::Test {
 protected:
  void Commit(WriteSet* set, ShardId shard = 0) {
    const ShardHead head = *engine_->Head(shard);
    storage::Commit commit;
    commit.fence = {shard, head.epoch, head.last_seq};
    commit.leaves = {"leaf"};
    set->MoveInto(&commit);
    const CommitResult result = engine_->Commit(commit);
    ASSERT_EQ(result.outcome, Outcome::kCommitted) << result.cause;
  }

  std::unique_ptr<MemoryEngine> engine_ = *MemoryEngine::Open({.shards = 2, .image = nullptr});
};

TEST_F(TablesOnAnEngine, ARowReadsBackUntilItIsDeleted) {
  v1::QueueRecord record;
  record.set_queue_no(7);
  record.set_queue_id("calls");
  WriteSet set;
  QueueTable::Put(0, "calls", record, &set);
  Commit(&set);
  const auto there = QueueTable::Get(*engine_, 0, "calls");
  ASSERT_TRUE(there.ok() && there->has_value()) << there.status();
  EXPECT_EQ((*there)->SerializeAsString(), record.SerializeAsString());
  EXPECT_FALSE(QueueTable::Get(*engine_, 0, "others")->has_value());
  QueueTable::Delete(0, "calls", &set);
  Commit(&set);
  EXPECT_FALSE(QueueTable::Get(*engine_, 0, "calls")->has_value());
}

TEST_F(TablesOnAnEngine, AScanVisitsTheRowsOfItsTableAndShardInKeyOrder) {
  WriteSet set;
  v1::HistoryRecord record;
  for (const uint64_t arrival : {300, 2, 1, 65536}) {
    record.set_attempts(static_cast<uint32_t>(arrival));
    HistoryTable::Put(0, {1, arrival}, record, &set);
  }
  HistoryTable::Put(0, {0, 9}, record, &set);
  CandidateTable::Put(0, {1, 1}, {}, &set);
  SignalTable::Put(0, {1, 1}, {}, &set);
  Commit(&set);
  HistoryTable::Put(1, {1, 4}, record, &set);
  Commit(&set, 1);

  std::vector<uint64_t> arrivals;
  const absl::Status status =
      HistoryTable::ScanAll(*engine_, 0, [&](const QueueRowId& id, v1::HistoryRecord& visited) {
        EXPECT_EQ(visited.attempts(), id.queue_no == 1 ? id.number : 65536);
        arrivals.push_back(id.number);
        return absl::OkStatus();
      });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(arrivals, ElementsAre(9, 1, 2, 300, 65536));
}

TEST_F(TablesOnAnEngine, AVisitorsErrorEndsTheScan) {
  WriteSet set;
  CandidateTable::Put(0, {1, 1}, {}, &set);
  CandidateTable::Put(0, {1, 2}, {}, &set);
  Commit(&set);
  int visits = 0;
  const absl::Status status = CandidateTable::ScanAll(*engine_, 0, [&](const auto&, auto&) {
    ++visits;
    return absl::CancelledError("enough");
  });
  EXPECT_TRUE(absl::IsCancelled(status));
  EXPECT_EQ(visits, 1);
}

TEST_F(TablesOnAnEngine, LabelsOfOneCandidateAreARange) {
  WriteSet set;
  for (const uint64_t arrival : {1, 2, 3}) {
    for (const std::string annotator : {"ann", "bob"}) {
      LabelTable::Put(0, {4, arrival, annotator, "r@1"}, {}, &set);
    }
  }
  Commit(&set);
  std::vector<std::string> annotators;
  const absl::Status status = LabelTable::ScanRange(
      *engine_, 0, LabelTable::CandidateRange(0, 4, 2), [&](const LabelId& id, auto&) {
        EXPECT_EQ(id.arrival, 2u);
        annotators.push_back(id.annotator);
        return absl::OkStatus();
      });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(annotators, ElementsAre("ann", "bob"));
}

TEST_F(TablesOnAnEngine, ADamagedRowIsDataLossWithoutItsContent) {
  const std::string key = QueueTable::Key(0, "secret-queue");
  const std::string whole = EncodeRecord(v1::QueueRecord());
  for (const std::string& value : {std::string(), std::string("\x02"), std::string("\x01\xff")}) {
    WriteSet set;
    set.Put(key, value);
    Commit(&set);
    const absl::Status status = QueueTable::Get(*engine_, 0, "secret-queue").status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("table m"));
    EXPECT_THAT(std::string(status.message()), HasSubstr("restore the newest backup"));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret")));
    EXPECT_TRUE(absl::IsDataLoss(
        QueueTable::ScanAll(*engine_, 0, [](const auto&, auto&) { return absl::OkStatus(); })));
  }
}

TEST(Records, EqualMessagesGiveEqualBytes) {
  v1::CandidateRecord forward, backward;
  for (int i = 0; i < 50; ++i) {
    (*forward.mutable_candidate()->mutable_attributes())["k" + std::to_string(i)] = "v";
    (*backward.mutable_candidate()->mutable_attributes())["k" + std::to_string(49 - i)] = "v";
  }
  EXPECT_EQ(EncodeRecord(forward), EncodeRecord(backward));
  EXPECT_EQ(absl::BytesToHexString(EncodeRecord(v1::QueueRecord())), "01");
}

TEST(WriteSet, TheLastFateOfAKeyWins) {
  WriteSet set;
  set.Put("a", "1");
  set.Put("a", "22");
  set.Put("b", "1");
  set.Delete("b");
  set.Delete("c");
  set.Put("c", "333");
  EXPECT_EQ(set.ops(), 3u);
  EXPECT_EQ(set.bytes(), 3u + 2 + 3);
  WriteSet later;
  later.Delete("a");
  later.Put("d", "");
  set.Merge(std::move(later));
  EXPECT_EQ(set.bytes(), 4u + 3);
  Commit commit;
  set.MoveInto(&commit);
  EXPECT_THAT(commit.deletes, ElementsAre("a", "b"));
  ASSERT_EQ(commit.puts.size(), 2u);
  EXPECT_EQ(commit.puts[0].key + commit.puts[0].value, "c333");
  EXPECT_EQ(commit.puts[1].key, "d");
  EXPECT_TRUE(set.empty());
  EXPECT_EQ(set.bytes(), 0u);
}

}  // namespace
}  // namespace winnow::storage
