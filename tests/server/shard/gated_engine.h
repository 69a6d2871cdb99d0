// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_SHARD_GATED_ENGINE_H_
#define WINNOW_TESTS_SERVER_SHARD_GATED_ENGINE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/ops/mutex.h"
#include "storage/engine.h"

namespace winnow::shard::testing {

// An engine whose commits a test can hold back, count and let fail. Thread-safe.
class GatedEngine final : public storage::Engine {
 public:
  explicit GatedEngine(storage::Engine& engine) : engine_(engine) {}

  // From now on commits stand at the gate until Release.
  void Hold() {
    ops::MutexLock lock(mutex_);
    held_ = true;
  }
  void Release() {
    ops::MutexLock lock(mutex_);
    held_ = false;
    changed_.NotifyAll();
  }
  // Returns once `count` commits have come to the gate since the start.
  void AwaitCommits(size_t count) {
    ops::MutexLock lock(mutex_);
    while (leaves_.size() < count) changed_.Wait(mutex_);
  }
  // Once `passed` more commits have come, the next is not carried out and ends like this.
  void FailNext(storage::CommitResult result, size_t passed = 0) {
    ops::MutexLock lock(mutex_);
    failure_ = std::move(result);
    fails_at_ = leaves_.size() + passed + 1;
  }
  // Leaves of each commit that came to the gate.
  std::vector<size_t> leaves() const {
    ops::MutexLock lock(mutex_);
    return leaves_;
  }

  storage::CommitResult Commit(const storage::Commit& commit) override {
    {
      ops::MutexLock lock(mutex_);
      leaves_.push_back(commit.leaves.size());
      changed_.NotifyAll();
      while (held_) changed_.Wait(mutex_);
      if (failure_.has_value() && leaves_.size() >= fails_at_) {
        return *std::exchange(failure_, std::nullopt);
      }
    }
    storage::CommitResult result = engine_.Commit(commit);
    if (after_commit) after_commit();
    return result;
  }
  absl::StatusOr<std::vector<std::optional<std::string>>> Get(
      storage::ShardId shard, absl::Span<const std::string> keys) override {
    auto values = engine_.Get(shard, keys);
    if (after_get) after_get();
    return values;
  }
  absl::StatusOr<storage::ScanPage> Scan(storage::ShardId shard, const storage::KeyRange& range,
                                         const storage::ScanLimits& limits) override {
    return engine_.Scan(shard, range, limits);
  }
  absl::StatusOr<std::vector<storage::Leaf>> ReadLeaves(storage::ShardId shard, uint64_t after_seq,
                                                        size_t limit) override {
    return engine_.ReadLeaves(shard, after_seq, limit);
  }
  absl::StatusOr<std::unique_ptr<storage::BulkReader>> OpenBulk(
      storage::ShardId shard, const storage::KeyRange& range) override {
    auto reader = engine_.OpenBulk(shard, range);
    if (after_open) after_open(range);
    return reader;
  }
  absl::StatusOr<storage::ShardHead> Head(storage::ShardId shard) override {
    return engine_.Head(shard);
  }
  storage::EngineCaps Capabilities() const override {
    storage::EngineCaps caps = engine_.Capabilities();
    if (commit_bytes != 0) caps.commit_bytes = commit_bytes;
    return caps;
  }

  std::function<void()> after_get;     // called before a Get returns; set before use
  std::function<void()> after_commit;  // the same of a Commit
  std::function<void(const storage::KeyRange&)> after_open;  // the same of an OpenBulk
  size_t commit_bytes = 0;  // claimed limit, set before use; 0 is the engine's own

 private:
  storage::Engine& engine_;
  mutable ops::Mutex mutex_;
  ops::CondVar changed_;
  bool held_ WINNOW_GUARDED_BY(mutex_) = false;
  std::optional<storage::CommitResult> failure_ WINNOW_GUARDED_BY(mutex_);
  size_t fails_at_ WINNOW_GUARDED_BY(mutex_) = 0;  // in commits since the start
  std::vector<size_t> leaves_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::shard::testing

#endif  // WINNOW_TESTS_SERVER_SHARD_GATED_ENGINE_H_
