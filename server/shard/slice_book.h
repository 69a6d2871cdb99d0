// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SliceBook: how the slices of a queue are configured.
#ifndef WINNOW_SERVER_SHARD_SLICE_BOOK_H_
#define WINNOW_SERVER_SHARD_SLICE_BOOK_H_

#include <deque>

#include "server/selection/types.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::shard {

struct SliceState {
  storage::v1::SliceRecord record;  // default where nobody configured the slice
  bool configured = false;

  double launch_weight() const {
    return record.slice().has_launch_weight() ? record.slice().launch_weight() : 1.0;
  }
};

// By the slice's number in the candidates' dictionary. Not thread-safe.
class SliceBook {
 public:
  SliceState& at(selection::SliceNo no) {
    if (no >= slices_.size()) slices_.resize(size_t{no} + 1);
    return slices_[no];
  }
  // The slice as `at`, or one without configuration.
  const SliceState& Get(selection::SliceNo no) const {
    static const SliceState kEmpty;
    return no < slices_.size() ? slices_[no] : kEmpty;
  }
  size_t size() const { return slices_.size(); }

 private:
  std::deque<SliceState> slices_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_SLICE_BOOK_H_
