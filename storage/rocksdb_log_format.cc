// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_log_format.h"

#include <algorithm>
#include <string>

namespace winnow::storage {
namespace {

constexpr size_t kBlockBytes = size_t{32} << 10;
constexpr size_t kHeaderBytes = 7;
enum FragmentType : unsigned char { kZero = 0, kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

absl::Status Odd() { return absl::DataLossError("is damaged, or of another form of log"); }

struct Header {
  size_t size = 0;
  unsigned char type = kZero;
};

Header ParseHeader(absl::string_view bytes) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  return {size_t{at(4)} | size_t{at(5)} << 8, at(6)};
}

}  // namespace

absl::Status VisitLogRecords(const OpenFile& file, LogVisitor visit) {
  absl::Status result;
  uint64_t record = 0;
  for (uint64_t offset = 0;; offset += kBlockBytes) {
    const absl::StatusOr<std::string> block = file.ReadAt(offset, kBlockBytes);
    if (!block.ok()) return block.status();
    absl::string_view rest = *block;
    while (rest.size() > kHeaderBytes) {
      const Header header = ParseHeader(rest);
      const uint64_t at = offset + block->size() - rest.size();
      rest.remove_prefix(kHeaderBytes);
      if (header.type == kZero && header.size == 0) break;
      if (header.type > kLast || header.type == kZero) {
        result.Update(Odd());
        break;
      }
      if (header.type == kFull || header.type == kFirst) record = at;
      const size_t size = std::min(header.size, rest.size());
      visit({record, rest.substr(0, size)});
      // Only the last block may end within a fragment.
      if (size < header.size && block->size() == kBlockBytes) result.Update(Odd());
      rest.remove_prefix(size);
    }
    if (block->size() < kBlockBytes) return result;
  }
}

}  // namespace winnow::storage
