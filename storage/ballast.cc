// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/ballast.h"

#include <fcntl.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/file_io.h"

namespace winnow::storage {

Ballast::Ballast(std::string dir, uint64_t bytes, DiskGate* gate)
    : dir_(std::move(dir)), path_(absl::StrCat(dir_, "/BALLAST")), bytes_(bytes), gate_(gate) {}

absl::Status Ballast::Adopt() {
  const absl::StatusOr<uint64_t> size = FileBytes(path_);
  if (absl::IsNotFound(size.status())) return absl::OkStatus();
  if (!size.ok()) return size.status();
  const absl::StatusOr<uint64_t> free = FreeBytes(dir_);
  if (!free.ok()) return free.status();
  held_ = *size;
  return *size == bytes_ && *free >= bytes_ ? absl::OkStatus() : Release();
}

absl::Status Ballast::Make() {
  if (bytes_ == 0 || held_ != 0) return absl::OkStatus();
  absl::Status status;
  {
    absl::StatusOr<OpenFile> file = OpenFile::Open(path_, O_WRONLY | O_CREAT | O_TRUNC, gate_);
    if (!file.ok()) return file.status();
    status = file->Allocate(bytes_);
    if (status.ok()) status = file->Sync();
  }
  if (!status.ok()) {
    RemoveFile(path_, gate_).IgnoreError();  // what is left is found by the next Adopt()
    return status;
  }
  held_ = bytes_;
  return absl::OkStatus();
}

absl::Status Ballast::Release() {
  if (held_ == 0) return absl::OkStatus();
  absl::Status status = RemoveFile(path_, gate_);
  if (status.ok()) held_ = 0;
  return status;
}

}  // namespace winnow::storage
