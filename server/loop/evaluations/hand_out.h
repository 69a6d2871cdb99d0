// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// HandOut: the portion of a master sample that a batch holds (selection.md S9.1). Nothing is drawn:
// items that are pending leave in the order that was fixed with the sample.
#ifndef WINNOW_SERVER_LOOP_EVALUATIONS_HAND_OUT_H_
#define WINNOW_SERVER_LOOP_EVALUATIONS_HAND_OUT_H_

#include <cstdint>
#include <vector>

#include "server/selection/draw.h"
#include "server/shard/queue_state.h"
#include "winnow/v1/batch.pb.h"

namespace winnow::loop {

// Valid while the queue, which has an open evaluation, stays as it is: for the length of a command.
class HandOut {
 public:
  explicit HandOut(const shard::QueueState& queue) : queue_(queue) {}

  // The items of the sample by what keeps them from being handed out; index 0 counts those that
  // nothing keeps.
  shard::ExclusionCounts Counts() const;

  // The first `size` pending items, with cell and score of their draw.
  selection::DrawResult Take(uint64_t size);

  // Names the evaluation in the header of the batch.
  void Describe(v1::Manifest& header) const;
  // Gives item number `position` of what was taken the score, terms, cell, probability and phase of
  // its draw; the rest stays what the candidate is now.
  void Describe(size_t position, v1::ManifestItem& item) const;

 private:
  const shard::QueueState& queue_;
  std::vector<const shard::SampleItem*> taken_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EVALUATIONS_HAND_OUT_H_
