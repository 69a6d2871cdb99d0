// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/storage/rocksdb_bench.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <utility>
#include <vector>

#include "storage/key.h"
#include "tests/storage/rocksdb_unlocked_files.h"
#include "tests/storage/write_failure.h"

// ThreadSanitizer does not see the atomics of the uninstrumented libraries, so what goes on inside
// them looks like races. Our own code is still watched. Does nothing in other builds.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "race:librocksdb.so\nrace:libzstd.so\nrace:liblz4.so\n";
}

namespace winnow::storage {

RocksdbBench::RocksdbBench()
    : env_(rocksdb::NewCompositeEnv(std::make_shared<RocksdbUnlockedFiles>())) {
  options_.testbed.env = env_.get();
  options_.dir = folder_.Join("store");
  options_.create_if_missing = true;
  options_.database_id = "test-database";
  options_.wait = [](absl::Duration) {};
}

RocksdbBench::~RocksdbBench() = default;

absl::Status RocksdbBench::Reopen(uint32_t shards) {
  Close();
  options_.shards = shards;
  auto opened = RocksdbEngine::Open(options_);
  if (!opened.ok()) return opened.status();
  engine_ = *std::move(opened);
  return absl::OkStatus();
}

CommitResult RocksdbBench::CommitFailing(const Commit& commit) {
  const WriteFailure failure;
  return engine_->Commit(commit);
}

void RocksdbBench::LoseLeaf(ShardId shard, uint64_t seq) {
  const uint32_t shards = options_.shards;
  Close();
  {
    absl::StatusOr<std::unique_ptr<RocksdbStore>> store =
        RocksdbStore::Open({.path = Path("db"), .log = {}});
    ASSERT_TRUE(store.ok()) << store.status();
    const RocksdbHandles& handles = (*store)->handles();
    const rocksdb::WriteOptions options;
    ASSERT_TRUE(handles.db->Delete(options, handles.leaves, LeafKey(shard, seq)).ok());
    // An open counts the leaves, so another one takes the place.
    ASSERT_TRUE(handles.db->Put(options, handles.leaves, LeafKey(0xffff, seq), "stray").ok());
  }
  const absl::Status status = Reopen(shards);
  ASSERT_TRUE(status.ok()) << status;
}

}  // namespace winnow::storage
