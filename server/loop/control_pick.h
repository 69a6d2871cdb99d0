// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ControlPick: which gold and anchor items a batch holds (governance.md G3).
#ifndef WINNOW_SERVER_LOOP_CONTROL_PICK_H_
#define WINNOW_SERVER_LOOP_CONTROL_PICK_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "server/loop/rubric_pins.h"
#include "server/selection/control_share.h"
#include "server/shard/queue_state.h"
#include "server/shard/registry.h"
#include "winnow/v1/batch.pb.h"

namespace winnow::loop {

// Served are those that nothing keeps out but that they are control items: in no open batch, with
// consent, retention and source in order; a gold item only while labels follow the revision of its
// known values. Those in the fewest batches come first, and among equals the smallest hash under
// the seed. Valid while the queue stays as it is: for the length of a command.
class ControlPick {
 public:
  struct Order {
    uint64_t seed = 0;
    const RubricPins& pinned;  // revisions that labels of the batch follow
    // That the request names; empty: all.
    absl::Span<const selection::SliceNo> slices;
  };
  // `queue` has a policy, whose rates hold.
  ControlPick(const shard::RegistrySnapshot& registry, const shard::QueueState& queue,
              const Order& order);

  // Items of a batch of `size` items that are left for the draw.
  uint64_t Leave(uint64_t size);
  // After Leave: the items beside those `drawn`.
  std::vector<shard::CandidateNo> Take(uint64_t drawn) const;

 private:
  void Rank(std::vector<shard::CandidateNo>& items) const;
  // What there is of what is wanted.
  selection::ControlCounts Supply(selection::ControlCounts wanted) const;

  const shard::QueueState& queue_;
  const uint64_t seed_;
  uint64_t left_ = 0;
  selection::ControlCounts counts_;
  std::vector<shard::CandidateNo> gold_;  // in the order in which they are served
  std::vector<shard::CandidateNo> anchors_;
};

// A gold or anchor item as it stands in the manifest: neither scored nor drawn.
v1::ManifestItem ControlManifestItem(const shard::QueueState& queue, shard::CandidateNo no);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_CONTROL_PICK_H_
