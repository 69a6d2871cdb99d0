// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_store.h"

#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/key.h"
#include "tests/testing/temp_dir.h"

namespace winnow::storage {
namespace {

class RocksdbStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<RocksdbStore>> store =
        RocksdbStore::Open({folder_.Join("db"), true, false, {}, {}});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  winnow::testing::TempDir folder_;
  std::unique_ptr<RocksdbStore> store_;
};

// E3: the committer may try a stalled write again only because nothing of it is there.
TEST_F(RocksdbStoreTest, AHeldBackWriteIsResourceExhaustedAndSurelyNotThere) {
  rocksdb::DB* db = store_->handles().db;
  ASSERT_TRUE(db->PauseBackgroundWork().ok());
  Commit commit;
  commit.leaves = {"leaf"};
  absl::Status status;
  uint64_t seq = 0;
  for (; status.ok() && seq < 100; ++seq) {
    commit.fence.expected_seq = seq;
    commit.puts = {{KeyBuilder(0, Table::kCandidate).U64(seq).Take(), std::string(8 << 20, 'v')}};
    status = store_->Write(commit, {"id", 0, {1, seq + 1, ""}});
  }
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  EXPECT_EQ((*store_->ReadHeads())[0].head.last_seq, seq - 1);
  EXPECT_TRUE(store_->Inspect()->write_stopped);
  ASSERT_TRUE(db->ContinueBackgroundWork().ok());
  ASSERT_TRUE(db->Flush(rocksdb::FlushOptions(), store_->handles().rows).ok());
  status = store_->Write(commit, {"id", 0, {1, seq, ""}});
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ((*store_->ReadHeads())[0].head.last_seq, seq);
}

// E3, as the database itself reports them.
TEST_F(RocksdbStoreTest, RunsWithTheOptionsOfTheDesign) {
  const rocksdb::DBOptions options = store_->handles().db->GetDBOptions();
  EXPECT_EQ(options.wal_recovery_mode, rocksdb::WALRecoveryMode::kPointInTimeRecovery);
  EXPECT_FALSE(options.track_and_verify_wals_in_manifest);
  EXPECT_TRUE(options.paranoid_checks);
  EXPECT_EQ(options.max_manifest_file_size, 1u);
  EXPECT_EQ(options.max_open_files, 2048);
  EXPECT_EQ(options.max_bgerror_resume_count, 0);
  EXPECT_FALSE(options.allow_data_in_errors);
  EXPECT_FALSE(options.enable_pipelined_write);
  EXPECT_FALSE(options.unordered_write);
  EXPECT_EQ(options.recycle_log_file_num, 0u);
  EXPECT_EQ(options.wal_compression, rocksdb::kNoCompression);
  for (rocksdb::ColumnFamilyHandle* family :
       {store_->handles().heads, store_->handles().rows, store_->handles().leaves}) {
    const rocksdb::Options family_options = store_->handles().db->GetOptions(family);
    EXPECT_EQ(family_options.compression, rocksdb::kLZ4Compression);
    EXPECT_EQ(family_options.bottommost_compression, rocksdb::kZSTD);
    EXPECT_TRUE(family_options.paranoid_file_checks);
    EXPECT_EQ(family_options.periodic_compaction_seconds, 7u * 24 * 3600);
    const auto* table = family_options.table_factory->GetOptions<rocksdb::BlockBasedTableOptions>();
    ASSERT_NE(table, nullptr);
    EXPECT_EQ(table->checksum, rocksdb::ChecksumType::kXXH3);
  }
}

TEST_F(RocksdbStoreTest, AMissingHeadRowIsDataLoss) {
  const HeadRecord heads[] = {{"id", 0, {1, 0, ""}}, {"id", 1, {1, 0, ""}}};
  ASSERT_TRUE(store_->WriteHeads(heads, {}).ok());
  ASSERT_EQ(store_->ReadHeads()->size(), 2u);
  const std::string first(2, '\0');
  rocksdb::DB* db = store_->handles().db;
  ASSERT_TRUE(db->Delete(rocksdb::WriteOptions(), store_->handles().heads, first).ok());
  EXPECT_TRUE(absl::IsDataLoss(store_->ReadHeads().status()));
}

}  // namespace
}  // namespace winnow::storage
