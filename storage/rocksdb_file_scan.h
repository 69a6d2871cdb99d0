// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_ROCKSDB_FILE_SCAN_H_
#define WINNOW_STORAGE_ROCKSDB_FILE_SCAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/byte_search.h"

namespace winnow::storage {

// The proof that deleted means gone (storage.md E3): looks for strings in every byte of every file
// below a folder, be it ours or RocksDB's, live or left behind, and in what the bytes mean.
enum class ScanForm {
  kBytes,      // the file as it is
  kLogRecord,  // a record of a write-ahead log or a MANIFEST, put together
  kTableKey,   // a key of a table file, tombstones and replaced versions included
  kTableValue,
  kTableIndex,  // a bound between blocks, which may be shorter than the key it comes from
  kTableProperties,
};

// A place where a string is. Never tells its bytes.
struct Sighting {
  std::string file;
  ScanForm form = ScanForm::kBytes;
  uint64_t offset = 0;  // in the file: of the string itself, or of the record or block it is in
  size_t string = 0;    // its number, from 0
};

struct ScanReport {
  uint64_t files = 0;
  uint64_t bytes = 0;
  // The first of each string in each form in each file; at most kMaxSightings.
  std::vector<Sighting> sightings;
  // Files, with the reason, that could be read only as they are: what they mean is not known.
  std::vector<std::string> unreadable;

  static constexpr size_t kMaxSightings = 1000;
};

// Reads the files as they are at this moment: none may come or go meanwhile. NOT_FOUND when there
// is no such folder, UNAVAILABLE for a file that cannot be read.
absl::StatusOr<ScanReport> ScanFiles(const std::string& dir, const ByteSearch& search);

// One line for a sighting: where, and the number of the string, from 1.
std::string DescribeSighting(const Sighting& sighting);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_ROCKSDB_FILE_SCAN_H_
