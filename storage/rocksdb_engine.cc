// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_engine.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/contract_check.h"
#include "storage/rocksdb_leaf_check.h"
#include "storage/rocksdb_reads.h"
#include "storage/stall.h"

namespace winnow::storage {
namespace {

constexpr EngineCaps kCaps = {.commit_bytes = size_t{64} << 20,
                              .commit_ops = 200'000,
                              .key_bytes = 4096,
                              .value_bytes = size_t{16} << 20,
                              .max_note = kMaxHeadText};
constexpr uint32_t kMaxShards = std::numeric_limits<ShardId>::max() + uint32_t{1};

absl::Status CheckOptions(const RocksdbOptions& options) {
  if (options.shards == 0 || options.shards > kMaxShards) {
    return absl::InvalidArgumentError(absl::StrCat("shards must be from 1 to ", kMaxShards));
  }
  if (options.wait == nullptr) return absl::InvalidArgumentError("wait must be given");
  if (options.read_only && (options.create_if_missing || options.loss.accept_loss)) {
    return absl::InvalidArgumentError("what is only read is neither created nor given up");
  }
  if (options.loss.accept_loss && options.loss.now_unix_seconds <= 0) {
    return absl::InvalidArgumentError("a loss is accepted only with the time");
  }
  return absl::OkStatus();
}

absl::StatusOr<HeadFile> OpenHeadFile(const RocksdbOptions& options, const StoreFolder& folder) {
  const HeadFile::Options head_options = {folder.HeadPath(), folder.database_id(), options.sync,
                                          options.read_only, options.testbed.gate};
  if (!folder.complete()) return HeadFile::Create(head_options);
  absl::StatusOr<HeadFile> file = HeadFile::Open(head_options);
  if (file.ok()) {
    // Before the database is opened, which writes: a HEAD of another database leaves it as it is.
    for (size_t shard = 0; shard < file->shards(); ++shard) {
      const auto head = file->Read(static_cast<ShardId>(shard));
      if (absl::IsFailedPrecondition(head.status())) return head.status();
    }
    return file;
  }
  if (!absl::IsNotFound(file.status())) return file;
  if (options.loss.accept_loss) return HeadFile::Create(head_options);
  return absl::DataLossError(
      absl::StrCat(folder.HeadPath(),
                   " is missing, so nothing tells whether the database is complete; restore the "
                   "newest backup, or start with --accept-loss to go on without a proof"));
}

// A flag that stays in a unit file must not accept, at some later start, a loss that nobody saw.
// Looks without writing.
absl::Status CheckLossToAccept(const RocksdbOptions& options) {
  RocksdbOptions look = options;
  look.create_if_missing = false;
  look.read_only = true;
  look.loss = {};
  const absl::Status whole = RocksdbEngine::Open(look).status();
  if (absl::IsDataLoss(whole) || absl::IsNotFound(whole)) return absl::OkStatus();
  if (!whole.ok()) return whole;
  const absl::StatusOr<StoreFolder> folder =
      StoreFolder::Open({.dir = options.dir, .database_id = {}, .read_only = true});
  if (!folder.ok()) return folder.status();
  const absl::StatusOr<bool> owns_head = folder->OwnsHead();
  if (!owns_head.ok()) return owns_head.status();
  if (!*owns_head) return absl::OkStatus();  // a copy
  return absl::InvalidArgumentError(
      absl::StrCat("the data folder ", options.dir,
                   " lacks nothing, so there is no loss to accept; start without --accept-loss"));
}

}  // namespace

ShardHead RocksdbEngine::OwnedShard::Head() {
  MutexLock lock(&head_mutex);
  return head;
}

void RocksdbEngine::OwnedShard::SetHead(const ShardHead& next) {
  MutexLock lock(&head_mutex);
  head = next;
}

absl::StatusOr<std::unique_ptr<RocksdbEngine>> RocksdbEngine::Open(const RocksdbOptions& options) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  if (options.loss.accept_loss) {
    if (absl::Status status = CheckLossToAccept(options); !status.ok()) return status;
  }
  absl::StatusOr<Parts> parts = OpenParts(options);
  if (!parts.ok()) return parts.status();
  std::unique_ptr<RocksdbEngine> engine(new RocksdbEngine(options, *std::move(parts)));
  if (absl::Status status = engine->TakeOwnership(); !status.ok()) return status;
  return engine;
}

RocksdbEngine::RocksdbEngine(const RocksdbOptions& options, Parts parts)
    : options_(options),
      folder_(std::move(parts.folder)),
      store_(std::move(parts.store)),
      head_file_(std::move(parts.head_file)) {}

absl::StatusOr<RocksdbEngine::Parts> RocksdbEngine::OpenParts(const RocksdbOptions& options) {
  absl::StatusOr<StoreFolder> folder =
      StoreFolder::Open({options.dir, options.create_if_missing, options.database_id,
                         options.read_only, options.testbed.gate, options.oldest_schema});
  if (!folder.ok()) return folder.status();
  absl::StatusOr<HeadFile> head_file = OpenHeadFile(options, *folder);
  if (!head_file.ok()) return head_file.status();
  if (options.ballast != nullptr && !options.read_only) {
    if (absl::Status status = options.ballast->Adopt(); !status.ok()) return status;
  }
  absl::StatusOr<std::unique_ptr<RocksdbStore>> store =
      RocksdbStore::Open({folder->EnginePath(), !folder->complete(), options.sync, options.log,
                          options.read_only, options.log_bytes, options.testbed});
  if (!store.ok()) return store.status();
  return Parts{*std::move(folder), *std::move(store), *std::move(head_file)};
}

absl::Status RocksdbEngine::TakeOwnership() {
  const absl::StatusOr<std::vector<HeadRecord>> stored = store_->ReadHeads();
  if (!stored.ok()) return stored.status();
  absl::StatusOr<std::vector<Origin>> origins = store_->ReadOrigins();
  if (!origins.ok()) return origins.status();
  origins_ = *std::move(origins);
  const absl::StatusOr<std::vector<ShardHead>> next = CheckHeads(*stored);
  if (!next.ok()) return next.status();

  uint64_t seqs = 0;
  for (const HeadRecord& record : *stored) seqs += record.head.last_seq;
  if (absl::Status status = CheckLeafCount(store_->handles(), seqs); !status.ok()) return status;

  if (options_.read_only) {
    for (const HeadRecord& record : *stored) AddShard(record.head);
    return absl::OkStatus();
  }

  // New shards enter HEAD before the database and old ones after it, so that a crash in between
  // never makes the database look as if it were behind.
  const size_t known = head_file_.shards();
  if (known < options_.shards) {
    const std::vector<ShardHead> blank(options_.shards - known);
    absl::Status status = head_file_.Reset(static_cast<ShardId>(known), blank);
    if (!status.ok()) return status;
  }
  std::vector<HeadRecord> records;
  for (const ShardHead& head : *next) {
    records.push_back({database_id(), static_cast<ShardId>(records.size()), head});
  }
  // A database that was opened again and again may still have to catch up with its compactions.
  const absl::Status taken = WriteThroughStalls(
      {options_.wait, options_.stall_limit}, [&] { return store_->WriteHeads(records, origins_); });
  if (!taken.ok()) return taken;
  if (absl::Status status = head_file_.Reset(0, *next); !status.ok()) return status;
  for (const ShardHead& head : *next) AddShard(head);
  for (const Origin& origin : origins_) {
    OwnedShard* const shard = Find(origin.kept.shard);
    MutexLock lock(&shard->commit_mutex);
    shard->first = true;
  }
  const absl::StatusOr<bool> owns_head = folder_.OwnsHead();
  if (!owns_head.ok()) return owns_head.status();
  if (folder_.complete() && *owns_head) return absl::OkStatus();
  if (absl::Status status = folder_.AdoptHead(); !status.ok()) return status;
  return folder_.MarkComplete();
}

absl::StatusOr<std::vector<ShardHead>> RocksdbEngine::CheckHeads(
    const std::vector<HeadRecord>& stored) {
  if (folder_.complete() && stored.empty()) {
    return absl::DataLossError("the database is empty; restore the newest backup");
  }
  const size_t existing = std::max(stored.size(), head_file_.shards());
  if (options_.shards < existing) {
    return absl::FailedPreconditionError(
        absl::StrCat("the data folder ", options_.dir, " has ", existing, " shards, more than the ",
                     options_.shards, " asked for; the number of shards never shrinks"));
  }
  const absl::StatusOr<bool> owns_head = folder_.OwnsHead();
  if (!owns_head.ok()) return owns_head.status();
  std::vector<ShardHead> next;
  for (size_t i = 0; i < options_.shards; ++i) {
    const ShardId shard = static_cast<ShardId>(i);
    HeadEvidence evidence{{database_id(), shard, {}}, ShardHead()};
    if (i < stored.size()) {
      if (folder_.complete() && stored[i].database_id != database_id()) {
        return absl::FailedPreconditionError(
            "the database and the WINNOW file are of different folders; put back what belongs "
            "together");
      }
      evidence.stored = stored[i];
    }
    if (folder_.complete()) {
      absl::StatusOr<std::optional<ShardHead>> acknowledged = head_file_.Read(shard);
      const absl::Status& status = acknowledged.status();
      if (!status.ok() && !absl::IsDataLoss(status)) return status;
      // A shard that neither knows is being added by this open.
      const bool added = i >= stored.size() && status.ok() && !acknowledged->has_value();
      if (!added) evidence.acknowledged = std::move(acknowledged);
      evidence.copied = !*owns_head && !added && !options_.read_only;
    }
    const absl::StatusOr<CheckedHead> checked = CheckHead(evidence, options_.loss);
    if (!checked.ok()) return checked.status();
    if (checked->loss.has_value()) AddOrigin(*checked->loss);
    next.push_back(checked->next);
  }
  return next;
}

void RocksdbEngine::AddOrigin(const Origin& origin) {
  const auto same_shard = [&](const Origin& known) {
    return known.kept.shard == origin.kept.shard;
  };
  if (std::any_of(origins_.begin(), origins_.end(), same_shard)) return;
  origins_.push_back(origin);
}

void RocksdbEngine::AddShard(const ShardHead& head) {
  shards_.push_back(std::make_unique<OwnedShard>());
  shards_.back()->SetHead(head);
}

RocksdbEngine::OwnedShard* RocksdbEngine::Find(ShardId shard) {
  return shard < shards_.size() ? shards_[shard].get() : nullptr;
}

CommitResult RocksdbEngine::Commit(const storage::Commit& commit) {
  const Fence& fence = commit.fence;
  OwnedShard* shard = Find(fence.shard);
  if (shard == nullptr) return Rejected({}, NotOwned(fence.shard));
  if (absl::Status status = CheckCommit(commit, kCaps); !status.ok()) {
    return Rejected(shard->Head(), std::move(status));
  }
  if (options_.read_only) {
    return Rejected(shard->Head(), absl::FailedPreconditionError("the engine only reads"));
  }
  MutexLock lock(&shard->commit_mutex);
  const ShardHead before = shard->Head();
  if (failed_) {
    return Unknown(before, absl::UnavailableError("a write failed; the engine must be reopened"));
  }
  if (fence.epoch != before.epoch || fence.expected_seq != before.last_seq) {
    return Fenced(fence, before);
  }
  const ShardHead next = {before.epoch, before.last_seq + commit.leaves.size(), commit.head_note};
  const HeadRecord record = {database_id(), fence.shard, next};
  const bool first = shard->first;
  absl::Status status = WriteThroughStalls({options_.wait, options_.stall_limit},
                                           [&] { return store_->Write(commit, record, first); });
  if (absl::IsResourceExhausted(status)) return Rejected(before, std::move(status));
  if (status.ok() && !options_.testbed.without_head) status = head_file_.Write(fence.shard, next);
  if (!status.ok()) {
    failed_ = true;
    return Unknown(before, std::move(status));
  }
  shard->first = false;
  shard->SetHead(next);
  return CommitResult{Outcome::kCommitted, next.last_seq, absl::OkStatus()};
}

absl::StatusOr<std::vector<std::optional<std::string>>> RocksdbEngine::Get(
    ShardId shard, absl::Span<const std::string> keys) {
  if (Find(shard) == nullptr) return NotOwned(shard);
  if (absl::Status status = CheckKeys(shard, keys); !status.ok()) return status;
  return ReadRows(store_->handles(), keys);
}

absl::StatusOr<ScanPage> RocksdbEngine::Scan(ShardId shard, const KeyRange& range,
                                             const ScanLimits& limits) {
  if (Find(shard) == nullptr) return NotOwned(shard);
  if (absl::Status status = CheckLimits(limits); !status.ok()) return status;
  const absl::StatusOr<KeyRange> resolved = ResolveRange(shard, range);
  if (!resolved.ok()) return resolved.status();
  return ScanRows(store_->handles(), *resolved, limits);
}

absl::StatusOr<std::vector<Leaf>> RocksdbEngine::ReadLeaves(ShardId shard, uint64_t after_seq,
                                                            size_t limit) {
  OwnedShard* owned = Find(shard);
  if (owned == nullptr) return NotOwned(shard);
  if (limit == 0) return absl::InvalidArgumentError("the limit of leaves must be at least 1");
  const uint64_t last_seq = owned->Head().last_seq;
  const uint64_t stored = last_seq - std::min(after_seq, last_seq);
  absl::StatusOr<std::vector<Leaf>> leaves = ScanLeaves(
      store_->handles(), {shard, after_seq, after_seq + std::min<uint64_t>(stored, limit)});
  if (!leaves.ok()) return leaves;
  if (absl::Status status = CheckLeaves(*leaves, after_seq, last_seq, limit); !status.ok()) {
    return status;
  }
  return leaves;
}

absl::StatusOr<std::unique_ptr<BulkReader>> RocksdbEngine::OpenBulk(ShardId shard,
                                                                    const KeyRange& range) {
  if (Find(shard) == nullptr) return NotOwned(shard);
  const absl::StatusOr<KeyRange> resolved = ResolveRange(shard, range);
  if (!resolved.ok()) return resolved.status();
  return OpenRows(store_->handles(), *resolved);
}

absl::StatusOr<ShardHead> RocksdbEngine::Head(ShardId shard) {
  OwnedShard* owned = Find(shard);
  if (owned == nullptr) return NotOwned(shard);
  return owned->Head();
}

EngineCaps RocksdbEngine::Capabilities() const { return kCaps; }

absl::StatusOr<EngineState> RocksdbEngine::Inspect() {
  absl::StatusOr<EngineState> state = store_->Inspect();
  if (!state.ok()) return state;
  const absl::StatusOr<uint64_t> free = FreeBytes(options_.dir);
  if (!free.ok()) return free.status();
  state->disk_free_bytes = *free;
  if (failed_) state->failed = true;
  return state;
}

}  // namespace winnow::storage
