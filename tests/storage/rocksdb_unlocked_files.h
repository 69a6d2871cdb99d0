// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_STORAGE_ROCKSDB_UNLOCKED_FILES_H_
#define WINNOW_TESTS_STORAGE_ROCKSDB_UNLOCKED_FILES_H_

#include <rocksdb/file_system.h>

#include <string>

namespace winnow::storage {

// The machine's files without RocksDB's lock, so that a process can open a database again that a
// failed engine abandoned. The lock of the engine's folder stays.
class RocksdbUnlockedFiles : public rocksdb::FileSystemWrapper {
 public:
  RocksdbUnlockedFiles() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}

  const char* Name() const override { return "RocksdbUnlockedFiles"; }
  rocksdb::IOStatus LockFile(const std::string& /*path*/, const rocksdb::IOOptions& /*options*/,
                             rocksdb::FileLock** lock,
                             rocksdb::IODebugContext* /*debug*/) override {
    *lock = new rocksdb::FileLock;
    return rocksdb::IOStatus::OK();
  }
  rocksdb::IOStatus UnlockFile(rocksdb::FileLock* lock, const rocksdb::IOOptions& /*options*/,
                               rocksdb::IODebugContext* /*debug*/) override {
    delete lock;
    return rocksdb::IOStatus::OK();
  }
};

}  // namespace winnow::storage

#endif  // WINNOW_TESTS_STORAGE_ROCKSDB_UNLOCKED_FILES_H_
