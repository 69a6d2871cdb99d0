// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/file_io.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

namespace winnow::storage {
namespace {

constexpr size_t kMaxWholeFile = size_t{1} << 20;

absl::Status Failure(int error, absl::string_view what, absl::string_view path) {
  return absl::ErrnoToStatus(error, absl::StrCat("cannot ", what, " ", path));
}

}  // namespace

OpenFile::~OpenFile() {
  if (fd_ >= 0) close(fd_);
}

OpenFile::OpenFile(OpenFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)), gate_(other.gate_) {}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(path_, other.path_);
  std::swap(gate_, other.gate_);
  return *this;
}

absl::StatusOr<OpenFile> OpenFile::Open(const std::string& path, int flags, DiskGate* gate) {
  if ((flags & O_CREAT) != 0) {
    absl::Status status = EnterGate(gate, {DiskStep::Kind::kCreate, path});
    if (!status.ok()) return status;
  }
  if ((flags & O_TRUNC) != 0) {
    absl::Status status = EnterGate(gate, {DiskStep::Kind::kTruncate, path});
    if (!status.ok()) return status;
  }
  const int fd = open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) return Failure(errno, "open", path);
  return OpenFile(fd, path, gate);
}

absl::Status OpenFile::WriteAt(uint64_t offset, absl::string_view bytes) const {
  const DiskStep step = {DiskStep::Kind::kWrite, path_, {}, offset, bytes};
  if (absl::Status status = EnterGate(gate_, step); !status.ok()) return status;
  while (!bytes.empty()) {
    const ssize_t written = pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return absl::ErrnoToStatus(errno, "a write failed");
    bytes.remove_prefix(static_cast<size_t>(written));
    offset += static_cast<uint64_t>(written);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> OpenFile::ReadAt(uint64_t offset, size_t size) const {
  std::string bytes(size, '\0');
  size_t filled = 0;
  while (filled < size) {
    const ssize_t got =
        pread(fd_, bytes.data() + filled, size - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::ErrnoToStatus(errno, "a read failed");
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

absl::Status OpenFile::Sync() const {
  absl::Status status = EnterGate(gate_, {DiskStep::Kind::kSync, path_});
  if (!status.ok()) return status;
  // After a failed sync the kernel may have dropped the pages, so there is no second try.
  if (fdatasync(fd_) != 0) return absl::ErrnoToStatus(errno, "a sync failed");
  return absl::OkStatus();
}

absl::StatusOr<std::string> OpenFile::Identity() const {
  struct statx file = {};
  if (statx(fd_, "", AT_EMPTY_PATH, STATX_INO | STATX_BTIME, &file) != 0) {
    return Failure(errno, "identify", path_);
  }
  // Some file systems keep no birth; numbers alone are used again when files are deleted.
  const bool born = (file.stx_mask & STATX_BTIME) != 0;
  return absl::StrCat(file.stx_ino, "-", born ? file.stx_btime.tv_sec : 0, "-",
                      born ? file.stx_btime.tv_nsec : 0);
}

absl::Status OpenFile::Allocate(uint64_t size) const {
  absl::Status status = EnterGate(gate_, {DiskStep::Kind::kTruncate, path_, {}, size});
  if (!status.ok()) return status;
  // Not posix_fallocate: where the file system cannot allocate, that writes every block.
  while (fallocate(fd_, 0, 0, static_cast<off_t>(size)) != 0) {
    if (errno != EINTR) return Failure(errno, "set room aside for", path_);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  absl::StatusOr<OpenFile> file = OpenFile::Open(path, O_RDONLY);
  if (!file.ok()) return file.status();
  absl::StatusOr<std::string> content = file->ReadAt(0, kMaxWholeFile + 1);
  if (content.ok() && content->size() > kMaxWholeFile) {
    return absl::OutOfRangeError(absl::StrCat(path, " is larger than it can rightly be"));
  }
  return content;
}

absl::Status ReplaceFile(const std::string& path, absl::string_view content, DiskGate* gate) {
  const std::string fresh = absl::StrCat(path, ".tmp");
  {
    absl::StatusOr<OpenFile> file = OpenFile::Open(fresh, O_WRONLY | O_CREAT | O_TRUNC, gate);
    if (!file.ok()) return file.status();
    if (absl::Status status = file->WriteAt(0, content); !status.ok()) return status;
    if (absl::Status status = file->Sync(); !status.ok()) return status;
  }
  absl::Status renamed = EnterGate(gate, {DiskStep::Kind::kRename, fresh, path});
  if (!renamed.ok()) return renamed;
  if (rename(fresh.c_str(), path.c_str()) != 0) return Failure(errno, "rename to", path);
  return SyncFolder(std::filesystem::path(path).parent_path().string(), gate);
}

absl::StatusOr<uint64_t> FileBytes(const std::string& path) {
  struct stat stats;
  if (stat(path.c_str(), &stats) != 0) return Failure(errno, "look at", path);
  return static_cast<uint64_t>(stats.st_size);
}

absl::Status RemoveFile(const std::string& path, DiskGate* gate) {
  absl::Status status = EnterGate(gate, {DiskStep::Kind::kRemove, path});
  if (!status.ok()) return status;
  if (unlink(path.c_str()) != 0) return Failure(errno, "remove", path);
  return absl::OkStatus();
}

absl::Status SyncFolder(const std::string& path, DiskGate* gate) {
  absl::Status status = EnterGate(gate, {DiskStep::Kind::kSyncFolder, path});
  if (!status.ok()) return status;
  absl::StatusOr<OpenFile> folder =
      OpenFile::Open(path.empty() ? "." : path, O_RDONLY | O_DIRECTORY);
  if (!folder.ok()) return folder.status();
  if (fsync(folder->fd()) != 0) return Failure(errno, "sync", path);
  return absl::OkStatus();
}

absl::Status CreateFolder(const std::string& path, DiskGate* gate) {
  std::error_code error;
  if (path.empty() || std::filesystem::is_directory(path, error)) return absl::OkStatus();
  const std::string parent = std::filesystem::path(path).parent_path().string();
  if (absl::Status status = CreateFolder(parent, gate); !status.ok()) return status;
  absl::Status status = EnterGate(gate, {DiskStep::Kind::kMakeFolder, path});
  if (!status.ok()) return status;
  std::filesystem::create_directory(path, error);
  if (error) return Failure(error.value(), "create", path);
  return SyncFolder(parent, gate);
}

absl::StatusOr<std::vector<std::string>> ListFolder(const std::string& path) {
  std::error_code error;
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator it(path, error), end; !error && it != end;
       it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  if (error) return Failure(error.value(), "list", path);
  std::sort(names.begin(), names.end());
  return names;
}

absl::StatusOr<uint64_t> FreeBytes(const std::string& path) {
  struct statvfs stats;
  if (statvfs(path.c_str(), &stats) != 0) return Failure(errno, "ask for the free space of", path);
  return static_cast<uint64_t>(stats.f_bavail) * stats.f_frsize;
}

}  // namespace winnow::storage
