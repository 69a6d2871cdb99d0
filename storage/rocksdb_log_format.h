// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_ROCKSDB_LOG_FORMAT_H_
#define WINNOW_STORAGE_ROCKSDB_LOG_FORMAT_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "storage/file_io.h"

namespace winnow::storage {

// A part of a record, in order. `record` is where in the file the record begins; parts of one
// record follow each other.
struct LogFragment {
  uint64_t record = 0;
  absl::string_view bytes;  // holds for the visit
};
using LogVisitor = absl::FunctionRef<void(const LogFragment& fragment)>;

// Reads a write-ahead log or a MANIFEST of RocksDB as records, which the file itself holds in
// pieces:
//
//   file     := block*                            of 32 KiB, the last may be shorter
//   block    := fragment* zeros
//   fragment := crc u32, size u16, type byte, bytes           (little-endian)
//   type     := FULL 1 | FIRST 2 | MIDDLE 3 | LAST 4
//
// Checks no checksum and holds one block at a time. An end that was cut is one; DATA_LOSS for
// fragments of another form, after the whole file was visited as far as it has this one.
absl::Status VisitLogRecords(const OpenFile& file, LogVisitor visit);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_ROCKSDB_LOG_FORMAT_H_
