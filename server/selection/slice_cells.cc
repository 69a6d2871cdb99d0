// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/slice_cells.h"

#include <bit>
#include <utility>

namespace winnow::selection {
namespace {

static_assert(SliceCells::kRunBuckets == 64, "a run is a word of the bitmap");

std::size_t RunOf(int bucket) { return static_cast<std::size_t>(bucket) / 64; }

uint64_t BitOf(int bucket) { return uint64_t{1} << (bucket % 64); }

}  // namespace

bool SliceCells::Has(int bucket) const { return (bitmap_[RunOf(bucket)] & BitOf(bucket)) != 0; }

std::size_t SliceCells::Rank(int bucket) const {
  int rank = std::popcount(bitmap_[RunOf(bucket)] & (BitOf(bucket) - 1));
  for (std::size_t run = 0; run < RunOf(bucket); ++run) rank += std::popcount(bitmap_[run]);
  return static_cast<std::size_t>(rank);
}

int SliceCells::HighestAtOrBelow(int bucket) const {
  if (bucket < 0) return -1;
  std::size_t run = RunOf(bucket);
  uint64_t bits = bitmap_[run] & (BitOf(bucket) | (BitOf(bucket) - 1));
  while (bits == 0 && run > 0) bits = bitmap_[--run];
  return bits == 0 ? -1 : static_cast<int>(run * 64) + 63 - std::countl_zero(bits);
}

bool SliceCells::ForEachOfRun(int run, absl::FunctionRef<bool(int, const Bucket&)> visit) const {
  uint64_t bits = bitmap_[static_cast<std::size_t>(run)];
  if (bits == 0) return true;
  std::size_t rank = Rank(run * kRunBuckets);
  for (; bits != 0; bits &= bits - 1) {
    if (!visit(run * kRunBuckets + std::countr_zero(bits), buckets_[rank++])) return false;
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

void SliceCells::Count(const Place& place, uint64_t sign) {
  const auto number = static_cast<uint64_t>(place.bucket);
  count_ += sign;
  size_sum_ += sign * place.size;
  run_sizes_[RunOf(place.bucket)] += sign * place.size;
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
    bitmap_[RunOf(place.bucket)] |= BitOf(place.bucket);
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
    bitmap_[RunOf(place.bucket)] &= ~BitOf(place.bucket);
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
