// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// GatedEngine: an engine whose commits wait where the test wants them to, or end with an outcome
// that nobody knows.
#ifndef WINNOW_TESTS_SERVER_RPC_GATED_ENGINE_H_
#define WINNOW_TESTS_SERVER_RPC_GATED_ENGINE_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/ops/mutex.h"
#include "storage/engine.h"

namespace winnow::rpc {

// Thread-safe.
class GatedEngine final : public storage::Engine {
 public:
  explicit GatedEngine(std::unique_ptr<storage::Engine> engine) : engine_(std::move(engine)) {}

  // Commits wait from now on.
  void Close() {
    ops::MutexLock lock(mutex_);
    is_open_ = false;
  }
  void Open() {
    ops::MutexLock lock(mutex_);
    is_open_ = true;
    changed_.NotifyAll();
  }
  // Returns once a commit waits at the closed gate.
  void WaitForCommit() {
    ops::MutexLock lock(mutex_);
    while (waiting_ == 0) changed_.Wait(mutex_);
  }
  // What becomes of commits is unknown from now on.
  void Break() {
    ops::MutexLock lock(mutex_);
    is_broken_ = true;
  }

  storage::CommitResult Commit(const storage::Commit& commit) override {
    {
      ops::MutexLock lock(mutex_);
      ++waiting_;
      changed_.NotifyAll();
      while (!is_open_) changed_.Wait(mutex_);
      --waiting_;
      if (is_broken_) {
        return {storage::Outcome::kUnknown, 0, absl::UnavailableError("broken by the test")};
      }
    }
    return engine_->Commit(commit);
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> Get(
      storage::ShardId shard, absl::Span<const std::string> keys) override {
    return engine_->Get(shard, keys);
  }
  absl::StatusOr<storage::ScanPage> Scan(storage::ShardId shard, const storage::KeyRange& range,
                                         const storage::ScanLimits& limits) override {
    return engine_->Scan(shard, range, limits);
  }
  absl::StatusOr<std::vector<storage::Leaf>> ReadLeaves(storage::ShardId shard, uint64_t after_seq,
                                                        size_t limit) override {
    return engine_->ReadLeaves(shard, after_seq, limit);
  }
  absl::StatusOr<std::unique_ptr<storage::BulkReader>> OpenBulk(
      storage::ShardId shard, const storage::KeyRange& range) override {
    return engine_->OpenBulk(shard, range);
  }
  absl::StatusOr<storage::ShardHead> Head(storage::ShardId shard) override {
    return engine_->Head(shard);
  }
  storage::EngineCaps Capabilities() const override { return engine_->Capabilities(); }

 private:
  const std::unique_ptr<storage::Engine> engine_;
  ops::Mutex mutex_;
  ops::CondVar changed_;
  bool is_open_ WINNOW_GUARDED_BY(mutex_) = true;
  bool is_broken_ WINNOW_GUARDED_BY(mutex_) = false;
  int waiting_ WINNOW_GUARDED_BY(mutex_) = 0;
};

}  // namespace winnow::rpc

#endif  // WINNOW_TESTS_SERVER_RPC_GATED_ENGINE_H_
