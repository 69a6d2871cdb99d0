// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The ordered-key layout on RocksDB: a row is the key `slice, inverted score, id`, so that the best
// of a slice is the first key behind its prefix. In process, with a block cache that holds it all.
// rocksdb_peer POOL_FILE

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>

#include "tests/bench/peers/peer_report.h"
#include "tests/bench/pool_file.h"
#include "tests/bench/rounds.h"
#include "tests/bench/workload.h"
#include "tests/testing/temp_dir.h"

namespace winnow::bench {
namespace {

using Keys = std::vector<std::string>;

constexpr std::size_t kSliceBytes = sizeof(uint32_t);
constexpr std::size_t kScoreBytes = sizeof(uint64_t);
constexpr std::size_t kCacheBytes = std::size_t{4} << 30;
constexpr std::size_t kLoadBatch = 10'000;

template <typename T>
std::string BigEndian(T value) {
  std::string bytes;
  for (std::size_t i = sizeof(T); i-- > 0;) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

std::string KeyOf(const Pool& pool, uint64_t row) {
  // The largest score first; flipping the sign bit orders negative scores below positive ones.
  const uint64_t inverted = ~(static_cast<uint64_t>(pool.scores[row]) ^ (uint64_t{1} << 63));
  return BigEndian(pool.slices[row]) + BigEndian(inverted) + Workload::IdOf(row);
}

int64_t ScoreOf(const std::string& key) {
  uint64_t inverted = 0;
  for (const char byte : key.substr(kSliceBytes, kScoreBytes)) {
    inverted = inverted << 8 | static_cast<unsigned char>(byte);
  }
  return static_cast<int64_t>(~inverted ^ (uint64_t{1} << 63));
}

void Check(const rocksdb::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

class RocksDbPeer {
 public:
  explicit RocksDbPeer(const std::string& folder) {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(kCacheBytes);
    rocksdb::Options options;
    options.create_if_missing = true;
    options.max_background_jobs = 2;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    rocksdb::DB* db = nullptr;
    Check(rocksdb::DB::Open(options, folder, &db));
    db_.reset(db);
  }

  void Load(const Pool& pool) {
    rocksdb::WriteOptions unlogged;
    unlogged.disableWAL = true;
    rocksdb::WriteBatch batch;
    for (uint64_t row = 0; row < pool.slices.size(); ++row) {
      Check(batch.Put(KeyOf(pool, row), ""));
      if (batch.Count() < kLoadBatch && row + 1 < pool.slices.size()) continue;
      Check(db_->Write(unlogged, &batch));
      batch.Clear();
    }
    Check(db_->Flush({}));
    Check(db_->CompactRange({}, nullptr, nullptr));
  }

  // The first key of each slice.
  Keys Best() const {
    Keys keys;
    const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator({}));
    for (uint32_t slice = 0; slice < kPoolSlices; ++slice) {
      at->Seek(BigEndian(slice));
      if (at->Valid()) keys.push_back(at->key().ToString());
    }
    Check(at->status());
    return keys;
  }

  void Erase(const Keys& keys) {
    rocksdb::WriteBatch batch;
    for (const std::string& key : keys) Check(batch.Delete(key));
    Check(db_->Write({}, &batch));
  }

  void PutBack(const Keys& keys) {
    rocksdb::WriteBatch batch;
    for (const std::string& key : keys) Check(batch.Put(key, ""));
    Check(db_->Write({}, &batch));
  }

  double StoredBytes() const {
    uint64_t bytes = 0;
    db_->GetIntProperty(rocksdb::DB::Properties::kTotalSstFilesSize, &bytes);
    return static_cast<double>(bytes);
  }

 private:
  std::unique_ptr<rocksdb::DB> db_;
};

void Bench(const std::vector<std::string>& arguments, PeerReport& report) {
  const Pool pool = ReadPool(arguments.at(0));
  const testing::TempDir folder;
  RocksDbPeer db(folder.path());
  report.Load(Seconds([&] { db.Load(pool); }));
  report.BytesPerRow(db.StoredBytes() / static_cast<double>(pool.slices.size()));
  Keys keys;
  const auto check = [&] {
    if (keys.size() != kPoolSlices) throw std::runtime_error("an answer is too small");
  };
  // First, while there are no deleted keys to skip: the fastest that this layout can be.
  const auto seek = [&] { keys = db.Best(); };
  report.Variant("seek_alone", TimeRounds(kPeerRounds, seek, check), false);
  int64_t sum = 0;
  for (const std::string& key : keys) sum += ScoreOf(key);
  report.Answer("seek_alone", sum);

  Rotation<Keys> taken(pool.slices.size());
  const auto seek_and_delete = [&] {
    keys = db.Best();
    db.Erase(keys);
  };
  const auto turn = [&] {
    check();
    if (const auto returned = taken.Swap(std::exchange(keys, {}))) db.PutBack(*returned);
  };
  report.Variant("seek_and_delete", TimeRounds(kPeerRounds, seek_and_delete, turn), true);
}

}  // namespace
}  // namespace winnow::bench

int main(int argc, char** argv) { return winnow::bench::RunPeer(argc, argv, winnow::bench::Bench); }
