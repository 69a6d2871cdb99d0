// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/slice_cursor.h"

#include <array>

#include "server/selection/score_buckets.h"

namespace winnow::selection {
namespace {

constexpr std::size_t kLine = 64;  // bytes that memory is read in

// As many as the cache holds the top buckets of.
constexpr std::size_t kTogether = 64;

// Fetches the top buckets of some slices, one step for all after the other.
void Prefetch(const CellIndex& index, absl::Span<const SliceNo> slices) {
  for (const SliceNo slice : slices) __builtin_prefetch(index.Cells(slice).Top());
  for (const SliceNo slice : slices) {
    const Bucket* top = index.Cells(slice).Top();
    if (top == nullptr || top->Sorted() != nullptr) continue;
    const absl::Span<const Placed> members = top->Unsorted();
    const auto* bytes = reinterpret_cast<const char*>(members.data());
    for (std::size_t at = 0; at < members.size() * sizeof(Placed); at += kLine) {
      __builtin_prefetch(bytes + at);
    }
  }
}

// The first candidate of a slice, if a scan of one small bucket finds it; else nullptr.
const Placed* FirstByScan(const SliceCursor::Context& context, const SliceCells& cells) {
  const Bucket* top = cells.Top();
  if (top == nullptr || cells.parked() != nullptr || top->Sorted() != nullptr) return nullptr;
  return BucketWalk::Best(context.index, context.order, top->Unsorted());
}

}  // namespace

void SliceCursor::Open(const Context& context, absl::Span<const SliceNo> slices,
                       absl::Span<SliceCursor> cursors) {
  std::array<const Placed*, kTogether> firsts;
  for (std::size_t begin = 0; begin < slices.size(); begin += kTogether) {
    const absl::Span<const SliceNo> some = slices.subspan(begin, kTogether);
    Prefetch(context.index, some);
    for (std::size_t i = 0; i < some.size(); ++i) {
      firsts[i] = FirstByScan(context, context.index.Cells(some[i]));
      if (firsts[i] == nullptr) continue;
      __builtin_prefetch(&context.index.At(firsts[i]->no));
      context.order.view().Prefetch(firsts[i]->no);
    }
    for (std::size_t i = 0; i < some.size(); ++i) {
      SliceCursor& cursor = cursors[begin + i];
      cursor.context_ = &context;
      cursor.cells_ = &context.index.Cells(some[i]);
      if (firsts[i] == nullptr) {
        cursor.OpenWalks();
      } else {
        cursor.current_ = {context.index.At(firsts[i]->no).score, firsts[i]->id_hash,
                           firsts[i]->no};
        cursor.done_ = false;
      }
    }
  }
}

void SliceCursor::OpenWalks() {
  walks_ = std::make_unique<Walks>();
  if (cells_->parked() != nullptr) {
    for (const auto& [key, members] : cells_->parked()->groups()) {
      walks_->groups.push_back({&key, RankedWalk(members, context_->order)});
    }
  }
  OpenBucket(kScoreBuckets - 1);
  Settle();
}

void SliceCursor::OpenBucket(int bucket) {
  int& open = walks_->bucket;
  for (open = cells_->HighestAtOrBelow(bucket); open >= 0;
       open = cells_->HighestAtOrBelow(open - 1)) {
    walks_->unparked = BucketWalk(context_->index, context_->order, cells_->At(open));
    if (!walks_->unparked.Done()) return;
  }
}

void SliceCursor::Settle() {
  done_ = walks_->bucket < 0;
  if (!done_) current_ = walks_->unparked.Current();
  walks_->from = kUnparked;
  for (std::size_t i = 0; i < walks_->groups.size(); ++i) {
    const RankedWalk& walk = walks_->groups[i].walk;
    if (walk.Done() || (!done_ && !context_->order.Before(walk.Current(), current_))) continue;
    done_ = false;
    current_ = walk.Current();
    walks_->from = i;
  }
}

void SliceCursor::Advance() {
  // The walks begin with the candidate that the scan found.
  if (walks_ == nullptr) OpenWalks();
  if (walks_->from != kUnparked) {
    walks_->groups[walks_->from].walk.Advance();
  } else {
    walks_->unparked.Advance();
    if (walks_->unparked.Done()) OpenBucket(walks_->bucket - 1);
  }
  Settle();
}

const DiversityKey* SliceCursor::ParkedUnder() const {
  if (walks_ == nullptr || walks_->from == kUnparked) return nullptr;
  return walks_->groups[walks_->from].key;
}

void SliceCursor::LeaveGroup() {
  walks_->groups.erase(walks_->groups.begin() + static_cast<std::ptrdiff_t>(walks_->from));
  Settle();
}

}  // namespace winnow::selection
