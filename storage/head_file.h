// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_HEAD_FILE_H_
#define WINNOW_STORAGE_HEAD_FILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/engine.h"
#include "storage/file_io.h"
#include "storage/head_record.h"

namespace winnow::storage {

// The HEAD file: what was acknowledged, kept apart from the database, because a database that lost
// its tail opens as if nothing had happened (storage.md E3).
//
//   file := slots of shard 0, slots of shard 1, ...
//   slots := slot slot
//   slot := a head record (head_record.h), then zeros up to 512 bytes
//
// The two slots of a shard are written in turn, so a torn write never harms the newest whole one.
// Thread-safe as long as each shard has one writer at a time.
class HeadFile {
 public:
  struct Options {
    std::string path;
    std::string database_id;
    bool sync = true;        // false only in tests and benches
    bool read_only = false;  // only Open and Read will be called
    DiskGate* gate = nullptr;
  };

  // An empty file, durably in its folder, in place of one that may be there.
  static absl::StatusOr<HeadFile> Create(const Options& options);
  // NOT_FOUND when there is none.
  static absl::StatusOr<HeadFile> Open(const Options& options);

  // Shards that the file has room for.
  size_t shards() const { return next_slot_.size(); }

  // The newest head of a shard; nullopt when none was ever written. DATA_LOSS when both slots are
  // damaged, FAILED_PRECONDITION when the slot is of another database.
  absl::StatusOr<std::optional<ShardHead>> Read(ShardId shard);

  // Makes `head` the newest of its shard, durably. The shard was Read or Reset before.
  absl::Status Write(ShardId shard, const ShardHead& head);

  // Writes both slots of shards first, first + 1, ..., durably. Makes room for them. Not beside
  // other calls.
  absl::Status Reset(ShardId first, absl::Span<const ShardHead> heads);

 private:
  HeadFile(OpenFile file, Options options, size_t shards);

  std::string Slot(ShardId shard, const ShardHead& head) const;
  absl::Status Sync() const;

  OpenFile file_;
  Options options_;
  std::vector<uint8_t> next_slot_;  // of each shard: 0 or 1
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_HEAD_FILE_H_
