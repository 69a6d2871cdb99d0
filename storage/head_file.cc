// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/head_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow::storage {
namespace {

constexpr size_t kSlotBytes = 512;
constexpr size_t kShardBytes = 2 * kSlotBytes;
static_assert(kMaxHeadRecord <= kSlotBytes);

uint64_t Offset(ShardId shard, size_t slot) { return shard * kShardBytes + slot * kSlotBytes; }

bool Newer(const ShardHead& a, const ShardHead& b) {
  return std::pair(a.epoch, a.last_seq) > std::pair(b.epoch, b.last_seq);
}

bool NeverWritten(absl::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == '\0'; });
}

}  // namespace

HeadFile::HeadFile(OpenFile file, Options options, size_t shards)
    : file_(std::move(file)), options_(std::move(options)), next_slot_(shards, 0) {}

absl::StatusOr<HeadFile> HeadFile::Create(const Options& options) {
  absl::StatusOr<OpenFile> file =
      OpenFile::Open(options.path, O_RDWR | O_CREAT | O_TRUNC, options.gate);
  if (!file.ok()) return file.status();
  const std::string folder = std::filesystem::path(options.path).parent_path().string();
  if (absl::Status status = SyncFolder(folder, options.gate); !status.ok()) return status;
  return HeadFile(*std::move(file), options, 0);
}

absl::StatusOr<HeadFile> HeadFile::Open(const Options& options) {
  absl::StatusOr<OpenFile> file =
      OpenFile::Open(options.path, options.read_only ? O_RDONLY : O_RDWR, options.gate);
  if (!file.ok()) return file.status();
  struct stat stats;
  if (fstat(file->fd(), &stats) != 0) return absl::ErrnoToStatus(errno, "cannot stat HEAD");
  const size_t size = static_cast<size_t>(stats.st_size);
  return HeadFile(*std::move(file), options, (size + kShardBytes - 1) / kShardBytes);
}

absl::StatusOr<std::optional<ShardHead>> HeadFile::Read(ShardId shard) {
  absl::StatusOr<std::string> bytes = file_.ReadAt(Offset(shard, 0), kShardBytes);
  if (!bytes.ok()) return bytes.status();
  if (shard >= shards() || NeverWritten(*bytes)) return std::nullopt;
  std::optional<ShardHead> newest;
  for (size_t slot = 0; slot < 2; ++slot) {
    const size_t begin = std::min(slot * kSlotBytes, bytes->size());
    const absl::StatusOr<HeadRecord> record =
        DecodeHeadRecord(absl::string_view(*bytes).substr(begin, kSlotBytes));
    if (!record.ok() || record->shard != shard) continue;
    if (record->database_id != options_.database_id) {
      return absl::FailedPreconditionError(absl::StrCat(
          options_.path, " belongs to another database; put back the HEAD file of this folder"));
    }
    if (newest.has_value() && !Newer(record->head, *newest)) continue;
    newest = record->head;
    next_slot_[shard] = static_cast<uint8_t>(1 - slot);
  }
  if (newest.has_value()) return newest;
  return absl::DataLossError(
      absl::StrCat(options_.path, ": both slots of shard ", shard, " are damaged"));
}

absl::Status HeadFile::Write(ShardId shard, const ShardHead& head) {
  uint8_t& slot = next_slot_[shard];
  absl::Status status = file_.WriteAt(Offset(shard, slot), Slot(shard, head));
  if (!status.ok()) return status;
  slot = static_cast<uint8_t>(1 - slot);
  return Sync();
}

absl::Status HeadFile::Reset(ShardId first, absl::Span<const ShardHead> heads) {
  next_slot_.resize(std::max(next_slot_.size(), first + heads.size()), 0);
  // One slot of each shard at a time, so that a crash in between leaves every shard the other one.
  for (int round = 0; round < 2; ++round) {
    for (size_t i = 0; i < heads.size(); ++i) {
      const ShardId shard = static_cast<ShardId>(first + i);
      uint8_t& slot = next_slot_[shard];
      absl::Status status = file_.WriteAt(Offset(shard, slot), Slot(shard, heads[i]));
      if (!status.ok()) return status;
      slot = static_cast<uint8_t>(1 - slot);
    }
    if (absl::Status status = Sync(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

std::string HeadFile::Slot(ShardId shard, const ShardHead& head) const {
  std::string slot = EncodeHeadRecord({options_.database_id, shard, head});
  slot.resize(kSlotBytes, '\0');
  return slot;
}

absl::Status HeadFile::Sync() const { return options_.sync ? file_.Sync() : absl::OkStatus(); }

}  // namespace winnow::storage
