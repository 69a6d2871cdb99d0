// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/memory_engine.h"

#include <iterator>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/contract_check.h"

namespace winnow::storage {
namespace {

constexpr EngineCaps kCaps = {.commit_bytes = size_t{64} << 20,
                              .commit_ops = 200'000,
                              .key_bytes = 4096,
                              .value_bytes = size_t{16} << 20,
                              .max_note = 64};
constexpr uint32_t kMaxShards = std::numeric_limits<ShardId>::max() + uint32_t{1};

using Rows = std::map<std::string, std::string>;

std::pair<Rows::const_iterator, Rows::const_iterator> Find(const Rows& rows,
                                                           const KeyRange& range) {
  if (!range.end.empty() && range.begin >= range.end) return {rows.end(), rows.end()};
  return {rows.lower_bound(range.begin),
          range.end.empty() ? rows.end() : rows.lower_bound(range.end)};
}

void Apply(const Commit& commit, MemoryImage::Shard* shard) {
  for (const Row& row : commit.puts) shard->rows[row.key] = row.value;
  for (const std::string& key : commit.deletes) shard->rows.erase(key);
  for (const std::string& leaf : commit.leaves) shard->leaves[++shard->head.last_seq] = leaf;
  shard->head.head_note = commit.head_note;
}

// Holds its own copy of the range, which is what makes it a view of one moment.
class CopiedRows final : public BulkReader {
 public:
  explicit CopiedRows(std::vector<Row> rows) : rows_(std::move(rows)) {}

  bool Next() override {
    if (next_ == rows_.size()) return false;
    ++next_;
    return true;
  }
  absl::string_view key() const override { return rows_[next_ - 1].key; }
  absl::string_view value() const override { return rows_[next_ - 1].value; }
  absl::Status status() const override { return absl::OkStatus(); }

 private:
  const std::vector<Row> rows_;
  size_t next_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<MemoryEngine>> MemoryEngine::Open(const Options& options) {
  if (options.shards == 0 || options.shards > kMaxShards) {
    return absl::InvalidArgumentError(absl::StrCat("shards must be from 1 to ", kMaxShards));
  }
  std::shared_ptr<MemoryImage> image = options.image;
  if (image == nullptr) image = std::make_shared<MemoryImage>();
  {
    MutexLock lock(&image->mutex);
    if (image->shards.size() > options.shards) {
      return absl::FailedPreconditionError(absl::StrCat("the image has ", image->shards.size(),
                                                        " shards, more than the ", options.shards,
                                                        " asked for"));
    }
    image->shards.resize(options.shards);
    for (MemoryImage::Shard& shard : image->shards) ++shard.head.epoch;
  }
  return std::unique_ptr<MemoryEngine>(new MemoryEngine(std::move(image)));
}

CommitResult MemoryEngine::Commit(const storage::Commit& commit) {
  MutexLock lock(&image_->mutex);
  if (commit.fence.shard >= image_->shards.size())
    return Rejected({}, NotOwned(commit.fence.shard));
  MemoryImage::Shard& shard = image_->shards[commit.fence.shard];
  if (absl::Status status = CheckCommit(commit, kCaps); !status.ok()) {
    return Rejected(shard.head, std::move(status));
  }
  const absl::Status in_doubt =
      absl::UnavailableError("a commit failed; the engine must be reopened");
  if (failed_) return Unknown(shard.head, in_doubt);
  if (commit.fence.epoch != shard.head.epoch || commit.fence.expected_seq != shard.head.last_seq) {
    return Fenced(commit.fence, shard.head);
  }
  const ShardHead before = shard.head;
  if (fault_ != MemoryFault::kLost) Apply(commit, &shard);
  if (fault_.has_value()) {
    failed_ = true;
    return Unknown(before, in_doubt);
  }
  return CommitResult{Outcome::kCommitted, shard.head.last_seq, absl::OkStatus()};
}

absl::StatusOr<std::vector<std::optional<std::string>>> MemoryEngine::Get(
    ShardId shard, absl::Span<const std::string> keys) {
  if (absl::Status status = CheckKeys(shard, keys); !status.ok()) return status;
  MutexLock lock(&image_->mutex);
  if (shard >= image_->shards.size()) return NotOwned(shard);
  const Rows& rows = image_->shards[shard].rows;
  std::vector<std::optional<std::string>> values;
  values.reserve(keys.size());
  for (const std::string& key : keys) {
    const auto it = rows.find(key);
    values.push_back(it == rows.end() ? std::nullopt : std::optional<std::string>(it->second));
  }
  return values;
}

absl::StatusOr<ScanPage> MemoryEngine::Scan(ShardId shard, const KeyRange& range,
                                            const ScanLimits& limits) {
  if (absl::Status status = CheckLimits(limits); !status.ok()) return status;
  const absl::StatusOr<KeyRange> resolved = ResolveRange(shard, range);
  if (!resolved.ok()) return resolved.status();
  MutexLock lock(&image_->mutex);
  if (shard >= image_->shards.size()) return NotOwned(shard);
  ScanPage page;
  size_t bytes = 0;
  auto [it, end] = Find(image_->shards[shard].rows, *resolved);
  for (; it != end; ++it) {
    bytes += it->first.size() + it->second.size();
    if (page.rows.size() == limits.rows || (!page.rows.empty() && bytes > limits.bytes)) {
      page.next_key = it->first;
      break;
    }
    page.rows.push_back(Row{it->first, it->second});
  }
  return page;
}

absl::StatusOr<std::vector<Leaf>> MemoryEngine::ReadLeaves(ShardId shard, uint64_t after_seq,
                                                           size_t limit) {
  if (limit == 0) return absl::InvalidArgumentError("the limit of leaves must be at least 1");
  MutexLock lock(&image_->mutex);
  if (shard >= image_->shards.size()) return NotOwned(shard);
  const MemoryImage::Shard& stored = image_->shards[shard];
  std::vector<Leaf> leaves;
  for (auto it = stored.leaves.upper_bound(after_seq); it != stored.leaves.end(); ++it) {
    if (leaves.size() == limit) break;
    leaves.push_back(Leaf{it->first, it->second});
  }
  absl::Status status = CheckLeaves(leaves, after_seq, stored.head.last_seq, limit);
  if (!status.ok()) return status;
  return leaves;
}

absl::StatusOr<std::unique_ptr<BulkReader>> MemoryEngine::OpenBulk(ShardId shard,
                                                                   const KeyRange& range) {
  const absl::StatusOr<KeyRange> resolved = ResolveRange(shard, range);
  if (!resolved.ok()) return resolved.status();
  MutexLock lock(&image_->mutex);
  if (shard >= image_->shards.size()) return NotOwned(shard);
  std::vector<Row> rows;
  const auto [first, end] = Find(image_->shards[shard].rows, *resolved);
  for (auto it = first; it != end; ++it) rows.push_back(Row{it->first, it->second});
  return std::make_unique<CopiedRows>(std::move(rows));
}

absl::StatusOr<ShardHead> MemoryEngine::Head(ShardId shard) {
  MutexLock lock(&image_->mutex);
  if (shard >= image_->shards.size()) return NotOwned(shard);
  return image_->shards[shard].head;
}

EngineCaps MemoryEngine::Capabilities() const { return kCaps; }

absl::StatusOr<EngineState> MemoryEngine::Inspect() {
  MutexLock lock(&image_->mutex);
  EngineState state;
  for (const MemoryImage::Shard& shard : image_->shards) {
    for (const auto& [key, value] : shard.rows) state.live_bytes += key.size() + value.size();
    for (const auto& [seq, leaf] : shard.leaves) state.live_bytes += sizeof(seq) + leaf.size();
  }
  state.disk_free_bytes = std::numeric_limits<uint64_t>::max();
  state.background_errors = failed_ ? 1 : 0;
  state.failed = failed_;
  return state;
}

void MemoryEngine::FailNextCommit(MemoryFault fault) {
  MutexLock lock(&image_->mutex);
  fault_ = fault;
}

}  // namespace winnow::storage
