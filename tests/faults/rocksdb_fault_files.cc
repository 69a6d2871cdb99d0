// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/faults/rocksdb_fault_files.h"

#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "tests/storage/rocksdb_unlocked_files.h"

namespace winnow::faults {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;
using storage::DiskGate;
using storage::DiskStep;
using Kind = storage::DiskStep::Kind;

IOStatus Enter(DiskGate* gate, const DiskStep& step) {
  const absl::Status status = gate->Enter(step);
  if (status.ok()) return IOStatus::OK();
  return absl::IsResourceExhausted(status) ? IOStatus::NoSpace(status.ToString())
                                           : IOStatus::IOError(status.ToString());
}

class FaultWritableFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultWritableFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path, DiskGate* gate)
      : FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), gate_(gate) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = Write(data, size_);
    if (status.ok()) status = target()->Append(data, options, debug);
    if (status.ok()) size_ += data.size();
    return status;
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& /*info*/, IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = Enter(gate_, {Kind::kTruncate, path_, {}, size});
    if (status.ok()) status = target()->Truncate(size, options, debug);
    if (status.ok()) size_ = size;
    return status;
  }
  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return Enter(gate_, {Kind::kSync, path_});
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }

 private:
  IOStatus Write(const Slice& data, uint64_t offset) {
    return Enter(gate_, {Kind::kWrite, path_, {}, offset, {data.data(), data.size()}});
  }

  const std::string path_;
  DiskGate* const gate_;
  uint64_t size_ = 0;
};

class FaultDirectory final : public rocksdb::FSDirectoryWrapper {
 public:
  FaultDirectory(std::unique_ptr<rocksdb::FSDirectory> folder, std::string path, DiskGate* gate)
      : FSDirectoryWrapper(std::move(folder)), path_(std::move(path)), gate_(gate) {}

  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return Enter(gate_, {Kind::kSyncFolder, path_});
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& /*wanted*/) override {
    return Fsync(options, debug);
  }

 private:
  const std::string path_;
  DiskGate* const gate_;
};

class FaultFileSystem final : public storage::RocksdbUnlockedFiles {
 public:
  explicit FaultFileSystem(DiskGate* gate) : gate_(gate) {}

  const char* Name() const override { return "FaultFileSystem"; }

  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override {
    IOStatus status = Enter(gate_, {Kind::kCreate, path});
    if (status.ok()) status = Enter(gate_, {Kind::kTruncate, path});
    if (status.ok()) status = target()->NewWritableFile(path, options, result, debug);
    if (status.ok()) {
      *result = std::make_unique<FaultWritableFile>(std::move(*result), path, gate_);
    }
    return status;
  }
  // The engine's options ask for neither of these two, and the gate could not follow them.
  IOStatus ReopenWritableFile(const std::string& /*path*/, const rocksdb::FileOptions& /*options*/,
                              std::unique_ptr<rocksdb::FSWritableFile>* /*result*/,
                              IODebugContext* /*debug*/) override {
    return IOStatus::NotSupported("ReopenWritableFile");
  }
  IOStatus NewRandomRWFile(const std::string& /*path*/, const rocksdb::FileOptions& /*options*/,
                           std::unique_ptr<rocksdb::FSRandomRWFile>* /*result*/,
                           IODebugContext* /*debug*/) override {
    return IOStatus::NotSupported("NewRandomRWFile");
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* result,
                        IODebugContext* debug) override {
    IOStatus status = target()->NewDirectory(path, options, result, debug);
    if (status.ok()) *result = std::make_unique<FaultDirectory>(std::move(*result), path, gate_);
    return status;
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override {
    IOStatus status = Enter(gate_, {Kind::kRemove, path});
    return status.ok() ? target()->DeleteFile(path, options, debug) : status;
  }
  IOStatus Truncate(const std::string& path, size_t size, const IOOptions& options,
                    IODebugContext* debug) override {
    IOStatus status = Enter(gate_, {Kind::kTruncate, path, {}, size});
    return status.ok() ? target()->Truncate(path, size, options, debug) : status;
  }
  IOStatus CreateDir(const std::string& path, const IOOptions& options,
                     IODebugContext* debug) override {
    IOStatus status = Enter(gate_, {Kind::kMakeFolder, path});
    return status.ok() ? target()->CreateDir(path, options, debug) : status;
  }
  IOStatus CreateDirIfMissing(const std::string& path, const IOOptions& options,
                              IODebugContext* debug) override {
    IOStatus status = Enter(gate_, {Kind::kMakeFolder, path});
    return status.ok() ? target()->CreateDirIfMissing(path, options, debug) : status;
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override {
    IOStatus status = Enter(gate_, {Kind::kRename, from, to});
    return status.ok() ? target()->RenameFile(from, to, options, debug) : status;
  }
  IOStatus LinkFile(const std::string& from, const std::string& to, const IOOptions& options,
                    IODebugContext* debug) override {
    IOStatus status = Enter(gate_, {Kind::kLink, from, to});
    return status.ok() ? target()->LinkFile(from, to, options, debug) : status;
  }

 private:
  DiskGate* const gate_;
};

// RocksDB sleeps for a second after each failed job.
class SleeplessClock final : public rocksdb::SystemClockWrapper {
 public:
  SleeplessClock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
  const char* Name() const override { return "SleeplessClock"; }
  void SleepForMicroseconds(int /*micros*/) override {}
};

class FaultEnv final : public rocksdb::EnvWrapper {
 public:
  explicit FaultEnv(DiskGate* gate)
      : EnvWrapper(rocksdb::NewCompositeEnv(std::make_shared<FaultFileSystem>(gate))) {
    system_clock_ = std::make_shared<SleeplessClock>();
  }
};

}  // namespace

std::unique_ptr<rocksdb::Env> MakeFaultEnv(DiskGate* gate) {
  return std::make_unique<FaultEnv>(gate);
}

}  // namespace winnow::faults
