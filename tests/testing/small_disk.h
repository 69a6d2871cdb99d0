// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_TESTING_SMALL_DISK_H_
#define WINNOW_TESTS_TESTING_SMALL_DISK_H_

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "tests/testing/temp_dir.h"

namespace winnow::testing {

// A file system of its own, in memory, for as long as the object lives.
class SmallDisk {
 public:
  // Null where this process may not mount.
  static std::unique_ptr<SmallDisk> Mount(uint64_t bytes) {
    auto disk = std::unique_ptr<SmallDisk>(new SmallDisk);
    const std::string size = "size=" + std::to_string(bytes);
    disk->mounted_ = mount("winnow-test", disk->path().c_str(), "tmpfs", 0, size.c_str()) == 0;
    return disk->mounted_ ? std::move(disk) : nullptr;
  }
  ~SmallDisk() {
    if (mounted_) umount2(path().c_str(), MNT_DETACH);
  }

  const std::string& path() const { return folder_.path(); }
  std::string Join(const std::string& name) const { return folder_.Join(name); }

  bool SetReadOnly(bool read_only) const {
    const unsigned long flags = MS_REMOUNT | (read_only ? MS_RDONLY : 0);
    return mount("winnow-test", path().c_str(), "tmpfs", flags, nullptr) == 0;
  }

  uint64_t FreeBytes() const {
    struct statvfs stats = {};
    statvfs(path().c_str(), &stats);
    return static_cast<uint64_t>(stats.f_bavail) * stats.f_frsize;
  }
  // Another program's file takes all but `left` bytes of what is free; less than there is already
  // taken stays.
  void LeaveFree(uint64_t left) const {
    const uint64_t free_bytes = FreeBytes();
    if (free_bytes <= left) return;
    const int file = open(Join("foreign").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const off_t end = lseek(file, 0, SEEK_END);
    [[maybe_unused]] const int ignored =
        posix_fallocate(file, end, static_cast<off_t>(free_bytes - left));
    close(file);
  }
  void RemoveForeignFile() const { std::filesystem::remove(Join("foreign")); }

 private:
  SmallDisk() = default;

  const TempDir folder_;
  bool mounted_ = false;
};

}  // namespace winnow::testing

#endif  // WINNOW_TESTS_TESTING_SMALL_DISK_H_
