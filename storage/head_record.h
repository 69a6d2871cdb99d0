// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_HEAD_RECORD_H_
#define WINNOW_STORAGE_HEAD_RECORD_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/engine.h"

namespace winnow::storage {

// The head of a shard as bytes, in a row of the database and in a slot of the HEAD file.
//
//   record := "WNHD" version shard epoch last_seq id note crc
//   version := 0x01
//   shard := u16    epoch, last_seq := u64     (big-endian)
//   id, note := length byte, bytes             (at most 64 each)
//   crc := u32 of zlib over everything before it
struct HeadRecord {
  std::string database_id;
  ShardId shard = 0;
  ShardHead head;

  bool operator==(const HeadRecord& other) const;
};

inline constexpr size_t kMaxHeadText = 64;  // bytes of an id or a note
inline constexpr size_t kMaxHeadRecord = 4 + 1 + 2 + 8 + 8 + 2 * (1 + kMaxHeadText) + 4;

// Id and note must be within kMaxHeadText.
std::string EncodeHeadRecord(const HeadRecord& record);

// Reads a record from the front of `bytes`; what follows is ignored. DATA_LOSS when it is not whole
// and right.
absl::StatusOr<HeadRecord> DecodeHeadRecord(absl::string_view bytes);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_HEAD_RECORD_H_
