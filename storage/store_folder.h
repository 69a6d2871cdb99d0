// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_STORE_FOLDER_H_
#define WINNOW_STORAGE_STORE_FOLDER_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/file_io.h"

namespace winnow::storage {

// Version of everything below the seam: keys, records, HEAD. A folder of another one is refused.
inline constexpr int kSchemaVersion = 1;

// The folder of an embedded engine, locked for as long as this object lives.
//
//   WINNOW   what the folder is: schema version, database id, whether its creation was finished
//   LOCK     locked by the process that uses the folder
//   HEAD     head_file.h
//   BALLAST  ballast.h
//   db/      the engine's own files
//
// Movable; not thread-safe.
class StoreFolder {
 public:
  struct Options {
    std::string dir;
    bool create_if_missing = false;
    std::string database_id;  // of a new folder: 1 to 64 of A-Z a-z 0-9 - _
    bool read_only = false;   // writes nothing; not with create_if_missing
    DiskGate* gate = nullptr;
  };

  // NOT_FOUND when there is no folder and none may be created. FAILED_PRECONDITION, saying what to
  // do, for a folder that is not ours, of another schema version, or in use. DATA_LOSS when the
  // WINNOW file is damaged.
  static absl::StatusOr<StoreFolder> Open(const Options& options);

  // Locks an empty or new folder that is to be filled with the database `options.database_id`.
  // Until MarkComplete() it is no data folder, and every Open refuses it. FAILED_PRECONDITION for a
  // folder that holds anything.
  static absl::StatusOr<StoreFolder> Prepare(const Options& options);

  const std::string& database_id() const { return database_id_; }
  // False until MarkComplete() was durable once: nothing in the folder was ever acknowledged.
  bool complete() const { return complete_; }
  absl::Status MarkComplete();

  std::string HeadPath() const { return dir_ + "/HEAD"; }
  std::string EnginePath() const { return dir_ + "/db"; }

 private:
  StoreFolder(std::string dir, OpenFile lock, DiskGate* gate)
      : dir_(std::move(dir)), lock_(std::move(lock)), gate_(gate) {}

  absl::Status Load(const std::string& content);
  absl::Status Save() const;

  std::string dir_;
  OpenFile lock_;
  DiskGate* gate_;
  std::string database_id_;
  bool complete_ = false;
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_STORE_FOLDER_H_
