// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_KEY_H_
#define WINNOW_STORAGE_KEY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "storage/engine.h"

namespace winnow::storage {

// Keys are flat bytes that order like the tuples they encode.
//
//   key       := shard table component*
//   shard     := u16
//   table     := byte              which table (below)
//   component := byte | u32 | u64 | string
//   u16, u32, u64 := big-endian, fixed width
//   string    := (any byte but 0x00 | 0x00 0xFF)* 0x00 0x01
//
// A zero byte inside a string is written 0x00 0xFF, so that the terminator 0x00 0x01 orders below
// every continuation: a string orders before all its extensions, and no component can run into the
// next one.
enum class Table : char {
  kLeaf = 'a',          // seq u64; written by the engine alone
  kBatch = 'b',         // queue_no u32, batch_no u64
  kCandidate = 'c',     // queue_no u32, arrival u64
  kDataset = 'd',       // section byte, ... (tables/dataset_table.h)
  kAdjudication = 'j',  // queue_no u32, arrival u64
  kLease = 'k',         // section byte, ... (tables/lease_table.h)
  kLabel = 'l',         // queue_no u32, arrival u64, annotator string, rubric string
  kRegistry = 'm',      // kind byte, ... (tables/registry_table.h)
  kControl = 'o',       // queue_no u32, arrival u64
  kNode = 'n',          // section byte, ... (tables/audit_tables.h)
  kPayload = 'p',       // seq u64
  kRequest = 'q',       // section byte, ... (tables/request_table.h)
  kRelease = 'r',       // section byte, ... (tables/release_table.h)
  kHistory = 't',       // queue_no u32, arrival u64
  kCapUse = 'u',        // queue_no u32, batch_no u64
  kSignal = 'w',        // queue_no u32, chunk_seq u64
  kEvaluation = 'x',    // section byte, ... (tables/evaluation_table.h)
};

// The bytes of a shard and a table.
inline constexpr size_t kKeyPrefixBytes = 3;

// Writes a key component by component. Not thread-safe.
class KeyBuilder {
 public:
  KeyBuilder(ShardId shard, Table table);

  KeyBuilder& Byte(char value);
  KeyBuilder& U32(uint32_t value);
  KeyBuilder& U64(uint64_t value);
  KeyBuilder& String(absl::string_view value);

  // The key, or a prefix of keys. Leaves the builder empty.
  std::string Take() { return std::move(key_); }

 private:
  std::string key_;
};

// Reads a key component by component and never past its end. The first failure sticks: components
// read after it are zero or empty, and Finish() reports it. The key must outlive the reader. Not
// thread-safe.
class KeyReader {
 public:
  explicit KeyReader(absl::string_view key);

  ShardId shard() const { return shard_; }
  Table table() const { return table_; }

  char Byte();
  uint32_t U32();
  uint64_t U64();
  std::string String();

  // DATA_LOSS unless everything was well-formed and the key is read to its end; never quotes the
  // key.
  absl::Status Finish() const;

 private:
  absl::string_view Take(size_t bytes);

  absl::string_view rest_;
  ShardId shard_ = 0;
  Table table_ = Table::kLeaf;
  bool ok_ = true;
};

// The smallest key greater than every key that begins with `prefix`; empty when there is none.
std::string PrefixEnd(absl::string_view prefix);

// All keys that begin with `prefix`.
KeyRange PrefixRange(absl::string_view prefix);

// All keys of a shard's table.
KeyRange TableRange(ShardId shard, Table table);

// True when `key` has a prefix of this shard and is not of the engine's own table.
bool IsRowKey(ShardId shard, absl::string_view key);

// Where the leaf of a seq is stored.
std::string LeafKey(ShardId shard, uint64_t seq);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_KEY_H_
