// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_table_format.h"

#include <lz4.h>
#include <sys/stat.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"

namespace winnow::storage {
namespace {

constexpr size_t kFooterBytes = 53;
constexpr size_t kTrailerBytes = 5;
constexpr uint64_t kMagic = 0x88e241b785f4cff7;
constexpr uint64_t kVersion = 5;
constexpr uint64_t kMaxBlockBytes = uint64_t{256} << 20;
constexpr size_t kSeqBytes = 8;

absl::Status Odd(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("is damaged, or of another form of table (", what, ")"));
}

// Takes numbers and bytes from the front. The first failure sticks; what is taken after it is zero
// or empty.
class Cursor {
 public:
  explicit Cursor(absl::string_view rest) : rest_(rest) {}

  bool ok() const { return ok_; }
  bool empty() const { return rest_.empty(); }
  absl::string_view rest() const { return rest_; }

  uint64_t Fixed(size_t bytes) {
    const absl::string_view taken = Take(bytes);
    uint64_t value = 0;
    for (size_t i = taken.size(); i > 0; --i) {
      value = value << 8 | static_cast<unsigned char>(taken[i - 1]);
    }
    return value;
  }
  uint64_t Varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const uint64_t byte = Fixed(1);
      value |= (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    ok_ = false;
    return 0;
  }
  absl::string_view Take(uint64_t bytes) {
    ok_ = ok_ && bytes <= rest_.size();
    if (!ok_) return {};
    const absl::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
  }

 private:
  absl::string_view rest_;
  bool ok_ = true;
};

struct Handle {
  uint64_t offset = 0;
  uint64_t size = 0;
};

Handle TakeHandle(Cursor* cursor) {
  Handle handle;
  handle.offset = cursor->Varint();
  handle.size = cursor->Varint();
  return handle;
}

absl::StatusOr<uint64_t> SizeOf(const OpenFile& file) {
  struct stat stats;
  if (fstat(file.fd(), &stats) != 0) return absl::ErrnoToStatus(errno, "a file has no size");
  return static_cast<uint64_t>(stats.st_size);
}

absl::StatusOr<std::string> Inflate(absl::string_view packed, unsigned char type) {
  enum CompressionType : unsigned char { kNone = 0, kLz4 = 4, kZstd = 7 };
  if (type == kNone) return std::string(packed);
  Cursor cursor(packed);
  const uint64_t size = cursor.Varint();
  if (!cursor.ok() || size > kMaxBlockBytes) return Odd("the size of a block");
  packed = cursor.rest();
  std::string block(size, '\0');
  size_t filled = 0;
  if (type == kLz4) {
    const int got = LZ4_decompress_safe(packed.data(), block.data(),
                                        static_cast<int>(packed.size()), static_cast<int>(size));
    filled = static_cast<size_t>(std::max(got, 0));
  } else if (type == kZstd) {
    filled = ZSTD_decompress(block.data(), block.size(), packed.data(), packed.size());
  } else {
    return Odd("the compression of a block");
  }
  if (filled != size) return Odd("a compressed block");
  return block;
}

absl::StatusOr<std::string> ReadBlock(const OpenFile& file, const Handle& handle) {
  if (handle.size > kMaxBlockBytes) return Odd("the size of a block");
  const absl::StatusOr<std::string> bytes = file.ReadAt(handle.offset, handle.size + kTrailerBytes);
  if (!bytes.ok()) return bytes.status();
  if (bytes->size() != handle.size + kTrailerBytes) return Odd("a block beyond the end");
  return Inflate(absl::string_view(*bytes).substr(0, handle.size),
                 static_cast<unsigned char>((*bytes)[handle.size]));
}

// How the values of an index say where blocks are.
enum class Values { kSized, kDeltaHandles };

// Visits the entries of a block. Handles that follow another of their restart are given as the
// difference of sizes, and begin where the one before ended; the visitor gets them written out.
using BlockVisitor = absl::FunctionRef<absl::Status(absl::string_view key, absl::string_view value,
                                                    const Handle& handle)>;

absl::Status VisitBlock(absl::string_view block, Values values, BlockVisitor visit) {
  if (block.size() < sizeof(uint32_t)) return Odd("a short block");
  // The highest bit tells of a hash index between the restarts and their count.
  const uint64_t restarts = Cursor(block.substr(block.size() - sizeof(uint32_t))).Fixed(4);
  const uint64_t tail = (restarts + 1) * sizeof(uint32_t);
  if (restarts == 0 || tail > block.size()) return Odd("the restarts of a block");
  Cursor cursor(block.substr(0, block.size() - tail));
  std::string key;
  Handle handle;
  while (!cursor.empty()) {
    const uint64_t shared = cursor.Varint();
    const uint64_t unshared = cursor.Varint();
    const uint64_t sized = values == Values::kSized ? cursor.Varint() : 0;
    if (shared > key.size()) return Odd("a key");
    key.resize(shared);
    absl::StrAppend(&key, cursor.Take(unshared));
    const absl::string_view value = cursor.Take(sized);
    if (values == Values::kDeltaHandles && shared == 0) {
      handle = TakeHandle(&cursor);
    } else if (values == Values::kDeltaHandles) {
      const uint64_t zigzag = cursor.Varint();
      handle.offset += handle.size + kTrailerBytes;
      handle.size += (zigzag >> 1) ^ (0 - (zigzag & 1));
    }
    if (!cursor.ok()) return Odd("an entry");
    if (absl::Status status = visit(key, value, handle); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// Walks a table from its end to its entries.
class TableWalk {
 public:
  TableWalk(const OpenFile& file, TableVisitor visit) : file_(file), visit_(visit) {}

  absl::Status Run() {
    if (absl::Status status = ReadFooter(); !status.ok()) return status;
    if (absl::Status status = VisitMetaBlocks(); !status.ok()) return status;
    if (absl::Status status = VisitIndex(); !status.ok()) return status;
    if (entries_ == expected_) return absl::OkStatus();
    return Odd("the number of entries");
  }

 private:
  absl::Status ReadFooter() {
    const absl::StatusOr<uint64_t> size = SizeOf(file_);
    if (!size.ok()) return size.status();
    if (*size < kFooterBytes) return Odd("the size");
    const absl::StatusOr<std::string> bytes = file_.ReadAt(*size - kFooterBytes, kFooterBytes);
    if (!bytes.ok()) return bytes.status();
    Cursor end(absl::string_view(*bytes).substr(kFooterBytes - 12));
    if (end.Fixed(4) != kVersion || end.Fixed(8) != kMagic) return Odd("the footer");
    Cursor cursor(absl::string_view(*bytes).substr(1));
    metaindex_ = TakeHandle(&cursor);
    index_ = TakeHandle(&cursor);
    return absl::OkStatus();
  }

  absl::Status VisitMetaBlocks() {
    const absl::StatusOr<std::string> block = ReadBlock(file_, metaindex_);
    if (!block.ok()) return block.status();
    return VisitBlock(*block, Values::kSized,
                      [&](absl::string_view name, absl::string_view value, const Handle&) {
                        Cursor cursor(value);
                        const Handle handle = TakeHandle(&cursor);
                        if (name == "rocksdb.properties") return VisitProperties(handle);
                        if (name == "rocksdb.range_del") {
                          return VisitEntries(handle, TablePart::kRangeDeletions);
                        }
                        if (name == "rocksdb.compression_dict") return Odd("a dictionary");
                        return absl::OkStatus();  // a filter holds hashes
                      });
  }

  absl::Status VisitProperties(const Handle& handle) {
    const absl::StatusOr<std::string> block = ReadBlock(file_, handle);
    if (!block.ok()) return block.status();
    return VisitBlock(*block, Values::kSized,
                      [&](absl::string_view name, absl::string_view value, const Handle&) {
                        visit_({TablePart::kProperties, handle.offset, name, value});
                        return Judge(name, value);
                      });
  }

  // Properties that say how to read the rest.
  absl::Status Judge(absl::string_view name, absl::string_view value) {
    if (name == "rocksdb.num.entries") expected_ = Cursor(value).Varint();
    const bool plain =
        name == "rocksdb.block.based.table.index.type" ? Cursor(value).Fixed(4) == 0
        : name == "rocksdb.index.key.is.user.key" || name == "rocksdb.index.value.is.delta.encoded"
            ? Cursor(value).Varint() == 1
            : true;
    return plain ? absl::OkStatus() : Odd(name);
  }

  absl::Status VisitIndex() {
    const absl::StatusOr<std::string> block = ReadBlock(file_, index_);
    if (!block.ok()) return block.status();
    return VisitBlock(*block, Values::kDeltaHandles,
                      [&](absl::string_view key, absl::string_view value, const Handle& handle) {
                        visit_({TablePart::kIndex, index_.offset, key, value});
                        return VisitEntries(handle, TablePart::kEntries);
                      });
  }

  absl::Status VisitEntries(const Handle& handle, TablePart part) {
    const absl::StatusOr<std::string> block = ReadBlock(file_, handle);
    if (!block.ok()) return block.status();
    return VisitBlock(*block, Values::kSized,
                      [&](absl::string_view key, absl::string_view value, const Handle&) {
                        if (key.size() < kSeqBytes) return Odd("a key");
                        ++entries_;
                        visit_({part, handle.offset, key.substr(0, key.size() - kSeqBytes), value});
                        return absl::OkStatus();
                      });
  }

  const OpenFile& file_;
  const TableVisitor visit_;
  Handle metaindex_;
  Handle index_;
  uint64_t entries_ = 0;
  std::optional<uint64_t> expected_;
};

}  // namespace

absl::StatusOr<bool> IsTableFile(const OpenFile& file) {
  const absl::StatusOr<uint64_t> size = SizeOf(file);
  if (!size.ok()) return size.status();
  if (*size < kFooterBytes) return false;
  const absl::StatusOr<std::string> end = file.ReadAt(*size - sizeof(kMagic), sizeof(kMagic));
  if (!end.ok()) return end.status();
  return Cursor(*end).Fixed(sizeof(kMagic)) == kMagic;
}

absl::Status VisitTable(const OpenFile& file, TableVisitor visit) {
  return TableWalk(file, visit).Run();
}

}  // namespace winnow::storage
