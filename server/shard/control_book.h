// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ControlBook: the gold and anchor items of a queue (governance.md G3). The rows are in table o.
#ifndef WINNOW_SERVER_SHARD_CONTROL_BOOK_H_
#define WINNOW_SERVER_SHARD_CONTROL_BOOK_H_

#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"
#include "server/selection/types.h"
#include "server/shard/lease_book.h"
#include "winnow/v1/control.pb.h"

namespace winnow::shard {

// Such an item is labeled in one batch after the other: what finishes it in a batch are the labels
// that came from there. Not thread-safe.
class ControlBook {
 public:
  struct Entry {
    winnow::v1::ControlItem item;              // as stored
    BatchNo batch_no = 0;                      // the newest batch that a label of it came from
    std::vector<std::string> annotators = {};  // of the labels from there
  };
  using Entries = absl::btree_map<selection::CandidateNo, Entry>;

  // By arrival.
  const Entries& entries() const { return entries_; }
  // nullptr where `no` is none. Valid until the book changes.
  const Entry* Find(selection::CandidateNo no) const;

  // Takes `no` in, or gives it another item.
  void Set(selection::CandidateNo no, winnow::v1::ControlItem item);
  // One more batch holds `no`, which there is; returns the item as it is to be stored.
  const winnow::v1::ControlItem& CountBatch(selection::CandidateNo no);
  // `annotator` has labeled `no` in a batch; nothing for what is no item.
  void AddLabel(selection::CandidateNo no, BatchNo batch_no, absl::string_view annotator);
  // The labels of `no` are given up.
  void ForgetLabels(selection::CandidateNo no);
  void Remove(selection::CandidateNo no) { entries_.erase(no); }

  // Who has labeled `no` in a batch.
  std::vector<std::string> AnnotatorsIn(selection::CandidateNo no, BatchNo batch_no) const;

 private:
  Entries entries_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_CONTROL_BOOK_H_
