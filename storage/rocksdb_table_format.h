// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_ROCKSDB_TABLE_FORMAT_H_
#define WINNOW_STORAGE_ROCKSDB_TABLE_FORMAT_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/file_io.h"

namespace winnow::storage {

enum class TablePart { kEntries, kRangeDeletions, kProperties, kIndex };

// A key as the file has it, tombstones and superseded versions included, without the eight bytes of
// its seq where it has some. Views hold for the visit.
struct TableEntry {
  TablePart part = TablePart::kEntries;
  uint64_t block = 0;  // where in the file its block begins
  absl::string_view key;
  absl::string_view value;  // of the index: where the block is, which means nothing
};
using TableVisitor = absl::FunctionRef<void(const TableEntry& entry)>;

// Whether the file ends as a table file of RocksDB does.
absl::StatusOr<bool> IsTableFile(const OpenFile& file);

// Reads all of a table file of RocksDB, in the one form that the engine writes (block-based,
// version 5, binary-searched index, LZ4 or ZSTD without dictionary), and holds one block at a time.
//
//   file    := block* footer
//   block   := contents compression-type byte, checksum u32
//   footer  := checksum-type byte, handle of the metaindex, handle of the index, zeros,
//              version u32, magic u64                                     (little-endian)
//   handle  := offset varint, size varint
//   contents, once inflated := entry* u32* count u32
//   entry   := shared varint, unshared varint, value-size varint, unshared bytes of key, value
//
// DATA_LOSS when the file is damaged or of another form, or has not as many entries as it says: a
// table that was visited without an error was visited as a whole. Checks no checksum.
absl::Status VisitTable(const OpenFile& file, TableVisitor visit);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_ROCKSDB_TABLE_FORMAT_H_
