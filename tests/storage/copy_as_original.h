// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_STORAGE_COPY_AS_ORIGINAL_H_
#define WINNOW_TESTS_STORAGE_COPY_AS_ORIGINAL_H_

#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "storage/store_folder.h"

namespace winnow::storage {

// Copies a data folder and lets the copy pass for an original: what a kill leaves is what the files
// hold at that moment.
inline absl::Status CopyAsOriginal(const std::string& from, const std::string& to) {
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
  absl::StatusOr<StoreFolder> folder = StoreFolder::Open({.dir = to, .database_id = {}});
  absl::Status status = folder.status();
  if (status.ok()) status = folder->AdoptHead();
  return status.ok() ? folder->MarkComplete() : status;
}

}  // namespace winnow::storage

#endif  // WINNOW_TESTS_STORAGE_COPY_AS_ORIGINAL_H_
