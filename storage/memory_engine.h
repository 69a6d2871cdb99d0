// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_MEMORY_ENGINE_H_
#define WINNOW_STORAGE_MEMORY_ENGINE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/engine.h"
#include "storage/maintenance.h"
#include "storage/mutex.h"

namespace winnow::storage {

// What a memory engine stores; outlives the engine as a folder does. Thread-safe.
struct MemoryImage {
  struct Shard {
    std::map<std::string, std::string> rows;
    std::map<uint64_t, std::string> leaves;
    ShardHead head;
  };

  Mutex mutex;
  std::vector<Shard> shards ABSL_GUARDED_BY(mutex);
};

// What becomes of the next commit in a test of failures.
enum class MemoryFault {
  kLost,     // UNKNOWN, and not there at the next open
  kApplied,  // UNKNOWN, and there at the next open
};

// An engine over std::map, for tests. Durable as long as its image lives. Thread-safe.
class MemoryEngine final : public Engine, public Maintenance {
 public:
  struct Options {
    uint32_t shards = 1;
    std::shared_ptr<MemoryImage> image;  // null: a new one
  };

  // INVALID_ARGUMENT for no shard or more than 65536, FAILED_PRECONDITION when the image has more
  // shards.
  static absl::StatusOr<std::unique_ptr<MemoryEngine>> Open(const Options& options);

  CommitResult Commit(const storage::Commit& commit) override;
  absl::StatusOr<std::vector<std::optional<std::string>>> Get(
      ShardId shard, absl::Span<const std::string> keys) override;
  absl::StatusOr<ScanPage> Scan(ShardId shard, const KeyRange& range,
                                const ScanLimits& limits) override;
  absl::StatusOr<std::vector<Leaf>> ReadLeaves(ShardId shard, uint64_t after_seq,
                                               size_t limit) override;
  absl::StatusOr<std::unique_ptr<BulkReader>> OpenBulk(ShardId shard,
                                                       const KeyRange& range) override;
  absl::StatusOr<ShardHead> Head(ShardId shard) override;
  EngineCaps Capabilities() const override;
  absl::StatusOr<EngineState> Inspect() override;

  // The next well-formed commit with a valid fence is UNKNOWN, and with it all that follow.
  void FailNextCommit(MemoryFault fault);

  std::shared_ptr<MemoryImage> image() const { return image_; }

 private:
  explicit MemoryEngine(std::shared_ptr<MemoryImage> image) : image_(std::move(image)) {}

  const std::shared_ptr<MemoryImage> image_;
  std::optional<MemoryFault> fault_ ABSL_GUARDED_BY(image_->mutex);
  bool failed_ ABSL_GUARDED_BY(image_->mutex) = false;
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_MEMORY_ENGINE_H_
