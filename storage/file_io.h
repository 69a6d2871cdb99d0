// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_FILE_IO_H_
#define WINNOW_STORAGE_FILE_IO_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/disk_gate.h"

namespace winnow::storage {

// The few POSIX calls of embedded engines, with their errors as absl::Status. Texts name the path
// and errno's meaning. A gate, which may be null, must outlive what is opened with it.

// Owns a file descriptor. Closing never reports an error: what must be durable is synced before.
// Movable.
class OpenFile {
 public:
  OpenFile() = default;
  ~OpenFile();
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&& other) noexcept;

  // Opens with the flags of open(2); close-on-exec is always added, and created files are for the
  // owner alone.
  static absl::StatusOr<OpenFile> Open(const std::string& path, int flags,
                                       DiskGate* gate = nullptr);

  int fd() const { return fd_; }

  // Writes all bytes at an offset.
  absl::Status WriteAt(uint64_t offset, absl::string_view bytes) const;
  // Reads up to `size` bytes at an offset; fewer only at the end of the file.
  absl::StatusOr<std::string> ReadAt(uint64_t offset, size_t size) const;
  // Makes what was written durable, with the file's size.
  absl::Status Sync() const;
  // Which file of its file system this is, as a word: number and time of birth. A copy has another
  // one, also under the same name; a file that is renamed or written to keeps its own.
  absl::StatusOr<std::string> Identity() const;
  // Makes an empty file `size` bytes of zeros that have their room on the disk. RESOURCE_EXHAUSTED
  // when there is not so much, UNIMPLEMENTED when the file system cannot.
  absl::Status Allocate(uint64_t size) const;

 private:
  OpenFile(int fd, std::string path, DiskGate* gate)
      : fd_(fd), path_(std::move(path)), gate_(gate) {}

  int fd_ = -1;
  std::string path_;
  DiskGate* gate_ = nullptr;
};

// NOT_FOUND when there is no such file. Files above 1 MiB are refused.
absl::StatusOr<std::string> ReadWholeFile(const std::string& path);

// Replaces a file so that a crash leaves either the old or the new content.
absl::Status ReplaceFile(const std::string& path, absl::string_view content,
                         DiskGate* gate = nullptr);

// Size of a file. NOT_FOUND when there is no such file.
absl::StatusOr<uint64_t> FileBytes(const std::string& path);

absl::Status RemoveFile(const std::string& path, DiskGate* gate = nullptr);

// Makes creations and renames in a folder durable.
absl::Status SyncFolder(const std::string& path, DiskGate* gate = nullptr);

// Creates a folder and those above it durably, as far as they are not there.
absl::Status CreateFolder(const std::string& path, DiskGate* gate = nullptr);

// Names in a folder, sorted, without "." and "..". NOT_FOUND when there is no such folder.
absl::StatusOr<std::vector<std::string>> ListFolder(const std::string& path);

// Bytes that are free for us on the file system of a path.
absl::StatusOr<uint64_t> FreeBytes(const std::string& path);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_FILE_IO_H_
