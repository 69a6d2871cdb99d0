// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// FrameWitnesses: the witnesses of a release's pair (server/release/witnesses.h) whose outputs a
// queue compares with those of the pair.
#ifndef WINNOW_SERVER_LOOP_RELEASES_FRAME_WITNESSES_H_
#define WINNOW_SERVER_LOOP_RELEASES_FRAME_WITNESSES_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "server/loop/releases/late_values.h"
#include "server/release/witnesses.h"
#include "server/shard/queue_state.h"
#include "winnow/v1/release.pb.h"

namespace winnow::loop {

// Distances are the series of `pair_disagreement` that name a release of the pair; of those that
// tell of the draw none is read.
//
// Memory: little for each such series. A queue has at most SignalColumns::kMaxSeries signals of all
// kinds, which bounds the witnesses. Not thread-safe; what takes a queue is called under its
// shard's mutex.
class FrameWitnesses {
 public:
  // Of the pair of `release`. Series that come later are not read.
  void Find(const shard::QueueState& queue, const v1::Release& release);

  // An item of the frame.
  struct Item {
    shard::CandidateNo no = 0;
    bool drawn = false;
  };
  // Counts its distances; those that were computed after `freeze_ms` are late.
  void Count(const shard::QueueState& queue, const Item& item, int64_t freeze_ms);
  // After the last item: chooses the series and weighs the witnesses. `items` are those that were
  // counted.
  void Judge(const DrawnCounts& items);

  // By how much the candidate release is further from the witnesses than the baseline, for one item
  // whose outputs of the pair are `disagreement` apart; 0 where no witness says anything.
  double ExpectedChange(const shard::QueueState& queue, shard::CandidateNo no,
                        std::optional<double> disagreement) const;

  // Series that are counted for each item.
  size_t series_count() const { return columns_.size(); }

 private:
  // Where a series of witnesses_ stands in the queue.
  struct Column {
    uint32_t series = 0;
    LateValues late;
  };

  absl::InlinedVector<std::optional<double>, 16> DistancesOf(const shard::QueueState& queue,
                                                             shard::CandidateNo no) const;

  release::Witnesses witnesses_;
  std::vector<Column> columns_;  // by series of witnesses_
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_FRAME_WITNESSES_H_
