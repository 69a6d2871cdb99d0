// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/slice_cells.h"

#include <bit>
#include <utility>

namespace winnow::selection {
namespace {

std::size_t WordOf(int bucket) { return static_cast<std::size_t>(bucket) / 64; }

uint64_t BitOf(int bucket) { return uint64_t{1} << (bucket % 64); }

}  // namespace

bool SliceCells::Has(int bucket) const { return (bitmap_[WordOf(bucket)] & BitOf(bucket)) != 0; }

std::size_t SliceCells::Rank(int bucket) const {
  const int below = std::popcount(bitmap_[WordOf(bucket)] & (BitOf(bucket) - 1));
  return ranks_[WordOf(bucket)] + static_cast<std::size_t>(below);
}

int SliceCells::HighestAtOrBelow(int bucket) const {
  if (bucket < 0) return -1;
  std::size_t word = WordOf(bucket);
  uint64_t bits = bitmap_[word] & (BitOf(bucket) | (BitOf(bucket) - 1));
  while (bits == 0 && word > 0) bits = bitmap_[--word];
  return bits == 0 ? -1 : static_cast<int>(word * 64) + 63 - std::countl_zero(bits);
}

bool SliceCells::ForEachOfRun(int run, absl::FunctionRef<bool(int, const Bucket&)> visit) const {
  static_assert(64 % kRunBuckets == 0, "a run does not cross a word of the bitmap");
  constexpr uint64_t kRun = (uint64_t{1} << kRunBuckets) - 1;
  const int first = run * kRunBuckets;
  uint64_t bits = (bitmap_[WordOf(first)] >> (first % 64)) & kRun;
  if (bits == 0) return true;
  std::size_t rank = Rank(first);
  for (; bits != 0; bits &= bits - 1) {
    if (!visit(first + std::countr_zero(bits), buckets_[rank++])) return false;
  }
  return true;
}

void SliceCells::ForEachBucket(absl::FunctionRef<void(int, const Bucket&)> visit) const {
  for (int run = 0; run < kRuns; ++run) {
    ForEachOfRun(run, [&visit](int number, const Bucket& bucket) {
      visit(number, bucket);
      return true;
    });
  }
}

void SliceCells::Mark(int bucket, bool has_members) {
  bitmap_[WordOf(bucket)] ^= BitOf(bucket);
  for (std::size_t word = WordOf(bucket) + 1; word < ranks_.size(); ++word) {
    has_members ? ++ranks_[word] : --ranks_[word];
  }
}

void SliceCells::Count(const Place& place, uint64_t sign) {
  const auto number = static_cast<uint64_t>(place.bucket);
  count_ += sign;
  size_sum_ += sign * place.size;
  run_sizes_[static_cast<std::size_t>(place.bucket / kRunBuckets)] += sign * place.size;
  bucket_sum_ += sign * number;
  bucket_squares_ += sign * number * number;
}

void SliceCells::Insert(const Placed& placed, const Place& place, MemberTable& table) {
  const auto it = buckets_.begin() + static_cast<std::ptrdiff_t>(Rank(place.bucket));
  if (Has(place.bucket)) {
    it->Insert(placed, table);
  } else {
    Bucket bucket;
    bucket.Insert(placed, table);
    buckets_.insert(it, std::move(bucket));
    Mark(place.bucket, true);
  }
  Count(place, 1);
}

void SliceCells::Erase(CandidateNo no, const Place& place, MemberTable& table) {
  if (parked_ != nullptr) {
    parked_->Remove({table[no].score, table[no].id_hash, no});
    if (parked_->size() == 0) parked_ = nullptr;
  }
  const auto it = buckets_.begin() + static_cast<std::ptrdiff_t>(Rank(place.bucket));
  it->Erase(no, table);
  if (it->size() == 0) {
    buckets_.erase(it);
    Mark(place.bucket, false);
    // A slice that has emptied must not keep the room of its best days.
    if (buckets_.size() < buckets_.capacity() / 4) buckets_.shrink_to_fit();
  }
  Count(place, ~uint64_t{0});
}

bool SliceCells::Park(CandidateNo no, const Place& place, const DiversityKey& key,
                      MemberTable& table) {
  if (parked_ == nullptr) parked_ = std::make_unique<ParkedGroups>();
  if (parked_->Contains(no) || !parked_->Takes(key)) return false;
  buckets_[Rank(place.bucket)].Park(no, table);
  parked_->Add(key, {table[no].score, table[no].id_hash, no});
  return true;
}

std::size_t SliceCells::MemoryBytes() const {
  std::size_t bytes = sizeof(*this) + (buckets_.capacity() - buckets_.size()) * sizeof(Bucket);
  for (const Bucket& bucket : buckets_) bytes += bucket.MemoryBytes();
  if (parked_ != nullptr) bytes += parked_->MemoryBytes();
  return bytes;
}

}  // namespace winnow::selection
