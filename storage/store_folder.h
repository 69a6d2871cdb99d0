// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_STORE_FOLDER_H_
#define WINNOW_STORAGE_STORE_FOLDER_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/file_io.h"

namespace winnow::storage {

// Version of everything below the seam: keys, records, HEAD. A folder of another one is refused;
// rocksdb_migration.h brings an older one here.
inline constexpr int kSchemaVersion = 3;

// The folder of an embedded engine, locked for as long as this object lives.
//
//   WINNOW   what the folder is: schema version, database id, whether its creation was finished,
//            and which file HEAD is (OpenFile::Identity), by which a copy of the folder is known
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
    int oldest_schema = kSchemaVersion;  // older ones are refused
  };

  // NOT_FOUND when there is no folder and none may be created. FAILED_PRECONDITION, saying what to
  // do, for a folder that is not ours, of another schema version, or in use. DATA_LOSS when the
  // WINNOW file is damaged.
  static absl::StatusOr<StoreFolder> Open(const Options& options);

  // Locks an empty or new folder that is to be filled with the database `options.database_id` in
  // the schema version `schema`. Until MarkComplete() it is no data folder, and every Open refuses
  // it. FAILED_PRECONDITION for a folder that holds anything.
  static absl::StatusOr<StoreFolder> Prepare(const Options& options, int schema);

  const std::string& database_id() const { return database_id_; }
  int schema() const { return schema_; }
  // False until MarkComplete() was durable once: nothing in the folder was ever acknowledged.
  bool complete() const { return complete_; }
  // Whether HEAD is the file that AdoptHead() saw. False in a copy of the folder, in one that was
  // put back from a copy, and where HEAD is not there.
  absl::StatusOr<bool> OwnsHead() const;
  // Takes the file that HEAD is now for the folder's own; lasts with the next of the others.
  absl::Status AdoptHead();
  absl::Status MarkComplete();
  absl::Status RaiseSchema(int schema);

  std::string HeadPath() const { return dir_ + "/HEAD"; }
  std::string EnginePath() const { return dir_ + "/db"; }

 private:
  StoreFolder(std::string dir, OpenFile lock, DiskGate* gate)
      : dir_(std::move(dir)), lock_(std::move(lock)), gate_(gate) {}

  absl::Status Load(const std::string& content, int oldest_schema);
  absl::Status Save() const;
  absl::StatusOr<std::string> HeadIdentity() const;  // NOT_FOUND where HEAD is not there

  std::string dir_;
  OpenFile lock_;
  DiskGate* gate_;
  int schema_ = kSchemaVersion;
  std::string database_id_;
  bool complete_ = false;
  std::string head_identity_;  // empty until the folder is complete
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_STORE_FOLDER_H_
