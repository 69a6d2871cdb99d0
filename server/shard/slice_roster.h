// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SliceRoster: the slices of a queue as draws see them, kept from draw to draw.
#ifndef WINNOW_SERVER_SHARD_SLICE_ROSTER_H_
#define WINNOW_SERVER_SHARD_SLICE_ROSTER_H_

#include <vector>

#include "server/selection/slice_weight.h"
#include "server/selection/types.h"
#include "server/shard/interner.h"
#include "server/shard/slice_book.h"
#include "server/shard/standings.h"

namespace winnow::shard {

// Not thread-safe.
class SliceRoster {
 public:
  // What the roster reads.
  struct Sources {
    const Interner& names;
    const SliceBook& slices;
    const Standings& standings;
  };
  // Brings everything up to date. Costs the number of slices; sorts only when there are new ones.
  void Refresh(const Sources& sources);

  // By number, as of the last refresh.
  const std::vector<selection::SliceFacts>& facts() const { return facts_; }
  // The numbers of all slices in the order of their ids.
  const std::vector<selection::SliceNo>& by_id() const { return by_id_; }

 private:
  void AddNew(const Interner& names);

  std::vector<selection::SliceFacts> facts_;
  std::vector<selection::SliceNo> by_id_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_SLICE_ROSTER_H_
