// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/rocksdb_trial.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/key.h"
#include "tests/faults/rocksdb_fault_files.h"

namespace winnow::faults {
namespace {

using storage::Commit;
using storage::CommitResult;
using storage::Outcome;
using storage::ShardHead;
using storage::ShardId;

constexpr size_t kMemtableBytes = size_t{64} << 10;  // the smallest that RocksDB takes
constexpr size_t kKeys = 40;                         // of a shard, so that rows are overwritten
constexpr size_t kMaxValue = 3000;

}  // namespace

Verdict& Verdict::operator+=(const Verdict& other) {
  acked_checked += other.acked_checked;
  acked_lost += other.acked_lost;
  torn += other.torn;
  refused += other.refused;
  if (detail.empty()) detail = other.detail;
  return *this;
}

RocksdbTrial::RocksdbTrial(const Options& options)
    : random_(options.seed), disk_(folder_.path()), env_(MakeFaultEnv(&disk_)), shards_(kShards) {
  engine_options_.dir = folder_.Join("store");
  engine_options_.shards = kShards;
  engine_options_.create_if_missing = true;
  engine_options_.database_id = "fault-trial";
  engine_options_.sync = options.sync;
  engine_options_.wait = [](absl::Duration) {};
  engine_options_.testbed = {env_.get(), &disk_, kMemtableBytes};
}

size_t RocksdbTrial::UpTo(size_t most) {
  return std::uniform_int_distribution<size_t>(0, most)(random_);
}

std::string RocksdbTrial::RandomBytes(size_t most) {
  std::string bytes(UpTo(most), '\0');
  for (char& byte : bytes) byte = static_cast<char>(random_());
  return bytes;
}

std::string RocksdbTrial::RandomKey(ShardId shard) {
  return storage::KeyBuilder(shard, storage::Table::kCandidate).U64(UpTo(kKeys - 1)).Take();
}

absl::Status RocksdbTrial::Open() {
  Close();
  auto opened = storage::RocksdbEngine::Open(engine_options_);
  if (!opened.ok()) return opened.status();
  engine_ = *std::move(opened);
  return absl::OkStatus();
}

bool RocksdbTrial::Run(int commits) {
  for (int done = 0; done < commits; ++done) {
    if (done % kCommitsPerLife == 0 && !Open().ok()) return false;
    if (!CommitOne()) return false;
  }
  return true;
}

bool RocksdbTrial::CommitOne() {
  const ShardId id = static_cast<ShardId>(UpTo(kShards - 1));
  Shard& shard = shards_[id];
  Commit commit = NextCommit(id, *engine_->Head(id));
  const CommitResult result = engine_->Commit(commit);
  if (result.outcome == Outcome::kRejected) return true;
  const uint64_t last_seq = commit.fence.expected_seq + commit.leaves.size();
  shard.sent.push_back({std::move(commit), last_seq});
  if (result.outcome == Outcome::kCommitted) shard.acked = shard.sent.size();
  return result.outcome == Outcome::kCommitted;
}

Commit RocksdbTrial::NextCommit(ShardId shard, const ShardHead& head) {
  Commit commit;
  commit.fence = {shard, head.epoch, head.last_seq};
  std::set<std::string> keys;
  for (size_t i = UpTo(4); i > 0; --i) keys.insert(RandomKey(shard));
  for (const std::string& key : keys) {
    if (UpTo(3) == 0) {
      commit.deletes.push_back(key);
    } else {
      commit.puts.push_back({key, RandomBytes(kMaxValue)});
    }
  }
  for (size_t i = UpTo(2) + 1; i > 0; --i) commit.leaves.push_back(RandomBytes(200));
  commit.head_note = absl::StrCat("note ", head.last_seq);
  return commit;
}

void RocksdbTrial::Reboot(TearMode mode) {
  Close();
  disk_.Reboot(mode, &random_);
}

Verdict RocksdbTrial::Check() {
  Verdict verdict;
  if (absl::Status status = Open(); !status.ok()) {
    verdict.refused = 1;
    verdict.detail = status.ToString();
    return verdict;
  }
  for (ShardId id = 0; id < kShards; ++id) verdict += CheckShard(id);
  return verdict;
}

Verdict RocksdbTrial::CheckShard(ShardId id) {
  Shard& shard = shards_[id];
  Verdict verdict;
  verdict.acked_checked = static_cast<int64_t>(shard.acked);
  const uint64_t last_seq = engine_->Head(id)->last_seq;
  size_t there = 0;
  while (there < shard.sent.size() && shard.sent[there].last_seq <= last_seq) ++there;
  if (there < shard.acked) {
    verdict.acked_lost = static_cast<int64_t>(shard.acked - there);
    verdict.detail = absl::StrCat("shard ", id, " ends at seq ", last_seq, ", ", shard.acked,
                                  " commits were acknowledged");
  }
  std::string torn = CheckRows(id, there) + CheckLeaves(id, there);
  if (last_seq != (there == 0 ? 0 : shard.sent[there - 1].last_seq)) torn += "a part of a commit";
  if (!torn.empty()) {
    verdict.torn = 1;
    verdict.detail = absl::StrCat("shard ", id, ": ", torn);
  }
  shard.sent.resize(there);
  shard.acked = there;
  return verdict;
}

std::map<std::string, std::string> RocksdbTrial::RowsAfter(ShardId id, size_t commits) const {
  std::map<std::string, std::string> rows;
  for (size_t i = 0; i < commits; ++i) {
    const Commit& commit = shards_[id].sent[i].commit;
    for (const storage::Row& row : commit.puts) rows[row.key] = row.value;
    for (const std::string& key : commit.deletes) rows.erase(key);
  }
  return rows;
}

std::vector<std::string> RocksdbTrial::GoneValues() const {
  constexpr size_t kShortest = 16;
  std::vector<std::string> gone;
  for (ShardId id = 0; id < kShards; ++id) {
    const std::map<std::string, std::string> live = RowsAfter(id, shards_[id].sent.size());
    for (const Sent& sent : shards_[id].sent) {
      for (const storage::Row& row : sent.commit.puts) {
        const auto it = live.find(row.key);
        const bool is_live = it != live.end() && it->second == row.value;
        if (!is_live && row.value.size() >= kShortest) gone.push_back(row.value);
      }
    }
  }
  return gone;
}

std::string RocksdbTrial::CheckRows(ShardId id, size_t commits) {
  const std::map<std::string, std::string> expected = RowsAfter(id, commits);
  auto reader = engine_->OpenBulk(id, {});
  if (!reader.ok()) return reader.status().ToString();
  std::map<std::string, std::string> stored;
  while ((*reader)->Next()) stored.emplace((*reader)->key(), (*reader)->value());
  if (!(*reader)->status().ok()) return (*reader)->status().ToString();
  return stored == expected ? "" : "the rows differ from those of the commits; ";
}

std::string RocksdbTrial::CheckLeaves(ShardId id, size_t commits) {
  std::vector<std::string> expected;
  for (size_t i = 0; i < commits; ++i) {
    const Commit& commit = shards_[id].sent[i].commit;
    expected.insert(expected.end(), commit.leaves.begin(), commit.leaves.end());
  }
  const auto leaves = engine_->ReadLeaves(id, 0, expected.size() + 10);
  if (!leaves.ok()) return leaves.status().ToString();
  std::vector<std::string> stored;
  for (const storage::Leaf& leaf : *leaves) stored.push_back(leaf.bytes);
  return stored == expected ? "" : "the leaves differ from those of the commits; ";
}

}  // namespace winnow::faults
