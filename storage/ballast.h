// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_BALLAST_H_
#define WINNOW_STORAGE_BALLAST_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "storage/disk_gate.h"

namespace winnow::storage {

// A preallocated file in a data folder: room on the disk that other programs cannot take, given up
// when work that must go on needs it (storage.md E3). One thread at a time calls what changes it;
// held() is for any thread.
class Ballast {
 public:
  // Of `bytes` bytes in the folder `dir`; 0: none. Touches nothing yet.
  Ballast(std::string dir, uint64_t bytes, DiskGate* gate = nullptr);

  // Takes over the file of an earlier run, once the folder is locked. Gives it up when it is not of
  // the wanted size, or when the disk has less than that free: a database needs room to open.
  absl::Status Adopt();
  // Allocates the file. RESOURCE_EXHAUSTED when the disk has no room for it; UNIMPLEMENTED when the
  // file system cannot set room aside. After an error there is none.
  absl::Status Make();
  // Gives its room to whoever writes next.
  absl::Status Release();

  uint64_t wanted() const { return bytes_; }
  // Bytes that are set aside just now: all or none.
  uint64_t held() const { return held_; }

 private:
  const std::string dir_;
  const std::string path_;
  const uint64_t bytes_;
  DiskGate* const gate_;
  std::atomic<uint64_t> held_{0};
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_BALLAST_H_
