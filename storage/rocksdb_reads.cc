// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_reads.h"

#include <rocksdb/db.h>
#include <rocksdb/iterator.h>
#include <rocksdb/options.h>

#include <utility>

#include "storage/key.h"

namespace winnow::storage {
namespace {

constexpr size_t kBulkReadaheadBytes = size_t{2} << 20;

absl::string_view View(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Walks [begin, end) of a column family, as of the moment it was made. Owns the bound that the
// iterator points to.
class RangeWalk {
 public:
  RangeWalk(const RocksdbHandles& handles, rocksdb::ColumnFamilyHandle* family, KeyRange range,
            rocksdb::ReadOptions options = {})
      : range_(std::move(range)), end_(range_.end) {
    if (!range_.end.empty()) options.iterate_upper_bound = &end_;
    it_.reset(handles.db->NewIterator(options, family));
    it_->Seek(range_.begin);
  }
  RangeWalk(const RangeWalk&) = delete;
  RangeWalk& operator=(const RangeWalk&) = delete;

  bool Valid() const { return it_->Valid(); }
  void Next() { it_->Next(); }
  absl::string_view key() const { return View(it_->key()); }
  absl::string_view value() const { return View(it_->value()); }
  absl::Status status() const { return FromRocksdb("a scan failed", it_->status()); }

 private:
  const KeyRange range_;
  const rocksdb::Slice end_;
  std::unique_ptr<rocksdb::Iterator> it_;
};

rocksdb::ReadOptions BulkOptions() {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = kBulkReadaheadBytes;
  return options;
}

class RocksdbBulkReader final : public BulkReader {
 public:
  RocksdbBulkReader(const RocksdbHandles& handles, const KeyRange& range)
      : walk_(handles, handles.rows, range, BulkOptions()) {}

  bool Next() override {
    if (started_ && walk_.Valid()) walk_.Next();
    started_ = true;
    return walk_.Valid();
  }
  absl::string_view key() const override { return walk_.key(); }
  absl::string_view value() const override { return walk_.value(); }
  absl::Status status() const override { return walk_.status(); }

 private:
  RangeWalk walk_;
  bool started_ = false;
};

}  // namespace

absl::StatusOr<std::vector<std::optional<std::string>>> ReadRows(
    const RocksdbHandles& handles, absl::Span<const std::string> keys) {
  // MultiGet on one column family reads at one snapshot.
  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  const std::vector<rocksdb::ColumnFamilyHandle*> families(keys.size(), handles.rows);
  std::vector<std::string> found;
  const std::vector<rocksdb::Status> statuses =
      handles.db->MultiGet(rocksdb::ReadOptions(), families, slices, &found);
  std::vector<std::optional<std::string>> values;
  values.reserve(keys.size());
  for (size_t i = 0; i < statuses.size(); ++i) {
    if (statuses[i].ok()) {
      values.emplace_back(std::move(found[i]));
    } else if (statuses[i].IsNotFound()) {
      values.emplace_back(std::nullopt);
    } else {
      return FromRocksdb("a read failed", statuses[i]);
    }
  }
  return values;
}

absl::StatusOr<ScanPage> ScanRows(const RocksdbHandles& handles, const KeyRange& range,
                                  const ScanLimits& limits) {
  ScanPage page;
  size_t bytes = 0;
  RangeWalk walk(handles, handles.rows, range);
  for (; walk.Valid(); walk.Next()) {
    bytes += walk.key().size() + walk.value().size();
    if (page.rows.size() == limits.rows || (!page.rows.empty() && bytes > limits.bytes)) {
      page.next_key = std::string(walk.key());
      return page;
    }
    page.rows.push_back(Row{std::string(walk.key()), std::string(walk.value())});
  }
  if (absl::Status status = walk.status(); !status.ok()) return status;
  return page;
}

absl::StatusOr<std::vector<Leaf>> ScanLeaves(const RocksdbHandles& handles,
                                             const LeafRange& range) {
  std::vector<Leaf> leaves;
  if (range.last_seq <= range.after_seq) return leaves;
  RangeWalk walk(handles, handles.leaves,
                 KeyRange{LeafKey(range.shard, range.after_seq + 1),
                          LeafKey(range.shard, range.last_seq + 1)});
  for (; walk.Valid(); walk.Next()) {
    KeyReader key(walk.key());
    const uint64_t seq = key.U64();
    if (absl::Status status = key.Finish(); !status.ok()) return status;
    leaves.push_back(Leaf{seq, std::string(walk.value())});
  }
  if (absl::Status status = walk.status(); !status.ok()) return status;
  return leaves;
}

std::unique_ptr<BulkReader> OpenRows(const RocksdbHandles& handles, const KeyRange& range) {
  return std::make_unique<RocksdbBulkReader>(handles, range);
}

}  // namespace winnow::storage
