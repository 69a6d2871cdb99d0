// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// WindowBook: how many items with one key a queue leased within the sliding windows of its policy's
// caps (selection.md S6). The rows are in table u.
#ifndef WINNOW_SERVER_SHARD_WINDOW_BOOK_H_
#define WINNOW_SERVER_SHARD_WINDOW_BOOK_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/diversity_key.h"
#include "server/selection/policy.h"
#include "server/shard/lease_book.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::shard {

// Keeps as many entries as there were keys in the batches of the longest window. Not thread-safe.
class WindowBook {
 public:
  // Counts a batch in; batches come in the order in which they were leased.
  void Add(BatchNo batch_no, const storage::v1::CapUseRecord& use);

  // Forgets what has left the windows of `caps` at `now_us`, and everything of attributes without
  // one. Before every draw.
  void Advance(absl::Span<const selection::CapRule> caps, int64_t now_us);

  // Takes one item with a key out of what a batch leased. True when it was counted.
  bool Remove(BatchNo batch_no, const selection::DiversityKey& key);
  // What is counted of a batch, as it is stored; empty for nothing.
  storage::v1::CapUseRecord UseOf(BatchNo batch_no) const;

  const selection::WindowCounts& counts() const { return counts_; }
  // What counts would be after an Advance, of which nothing else comes: as far as the book goes
  // back.
  selection::WindowCounts CountsWithin(absl::Span<const selection::CapRule> caps,
                                       int64_t now_us) const;

  // Batches whose rows nobody needs any more, the oldest first, at most `most`. Each is named once.
  std::vector<BatchNo> TakeForgotten(size_t most);

 private:
  struct Entry {
    int64_t time_us;
    BatchNo batch_no;
    uint64_t key;
    uint32_t count;
  };

  void Forget(uint32_t attribute, const Entry& entry);

  std::vector<std::deque<Entry>> entries_;  // by attribute
  selection::WindowCounts counts_;
  // Entries that a batch still has, by batch, the oldest first.
  std::deque<std::pair<BatchNo, size_t>> batches_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_WINDOW_BOOK_H_
