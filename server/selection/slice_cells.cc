// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/slice_cells.h"

#include <bit>
#include <utility>

namespace winnow::selection {
namespace {

std::size_t WordOf(int bucket) { return static_cast<std::size_t>(bucket) / 64; }

uint64_t NumberOf(const SliceCells::Place& place) { return static_cast<uint64_t>(place.bucket); }

uint64_t BitOf(int bucket) { return uint64_t{1} << (bucket % 64); }

}  // namespace

bool SliceCells::Has(int bucket) const { return (bitmap_[WordOf(bucket)] & BitOf(bucket)) != 0; }

std::size_t SliceCells::Rank(int bucket) const {
  int rank = std::popcount(bitmap_[WordOf(bucket)] & (BitOf(bucket) - 1));
  for (std::size_t word = 0; word < WordOf(bucket); ++word) rank += std::popcount(bitmap_[word]);
  return static_cast<std::size_t>(rank);
}

int SliceCells::HighestAtOrBelow(int bucket) const {
  if (bucket < 0) return -1;
  std::size_t word = WordOf(bucket);
  uint64_t bits = bitmap_[word] & (BitOf(bucket) | (BitOf(bucket) - 1));
  while (bits == 0 && word > 0) bits = bitmap_[--word];
  return bits == 0 ? -1 : static_cast<int>(word * 64) + 63 - std::countl_zero(bits);
}

void SliceCells::ForEachBucket(absl::FunctionRef<void(int, const Bucket&)> visit) const {
  std::size_t rank = 0;
  for (std::size_t word = 0; word < bitmap_.size(); ++word) {
    for (uint64_t bits = bitmap_[word]; bits != 0; bits &= bits - 1) {
      visit(static_cast<int>(word * 64) + std::countr_zero(bits), buckets_[rank++]);
    }
  }
}

void SliceCells::Insert(CandidateNo no, const Place& place, MemberTable& table) {
  const auto it = buckets_.begin() + static_cast<std::ptrdiff_t>(Rank(place.bucket));
  if (Has(place.bucket)) {
    it->Insert(no, table);
  } else {
    Bucket bucket;
    bucket.Insert(no, table);
    buckets_.insert(it, std::move(bucket));
    bitmap_[WordOf(place.bucket)] |= BitOf(place.bucket);
  }
  ++count_;
  size_sum_ += place.size;
  bucket_sum_ += NumberOf(place);
  bucket_squares_ += NumberOf(place) * NumberOf(place);
}

void SliceCells::Erase(CandidateNo no, const Place& place, MemberTable& table) {
  const auto it = buckets_.begin() + static_cast<std::ptrdiff_t>(Rank(place.bucket));
  it->Erase(no, table);
  if (it->size() == 0) {
    buckets_.erase(it);
    bitmap_[WordOf(place.bucket)] &= ~BitOf(place.bucket);
    // A slice that has emptied must not keep the room of its best days.
    if (buckets_.size() < buckets_.capacity() / 4) buckets_.shrink_to_fit();
  }
  --count_;
  size_sum_ -= place.size;
  bucket_sum_ -= NumberOf(place);
  bucket_squares_ -= NumberOf(place) * NumberOf(place);
}

std::size_t SliceCells::MemoryBytes() const {
  std::size_t bytes = sizeof(*this) + (buckets_.capacity() - buckets_.size()) * sizeof(Bucket);
  for (const Bucket& bucket : buckets_) bytes += bucket.MemoryBytes();
  return bytes;
}

}  // namespace winnow::selection
