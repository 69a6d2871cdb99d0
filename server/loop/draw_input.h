// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// DrawInput: a queue in the form in which a draw sees it (selection.md S5).
#ifndef WINNOW_SERVER_LOOP_DRAW_INPUT_H_
#define WINNOW_SERVER_LOOP_DRAW_INPUT_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "server/selection/draw.h"
#include "server/shard/candidate_lookup.h"
#include "server/shard/queue_state.h"

namespace winnow::loop {

// Valid while the queue stays as it is: for the length of a command. The frame has a policy.
class DrawInput {
 public:
  // The frame that draws read: that of the queue, or a shadow of it with a roster and counts of
  // its own. All of it outlives the input.
  struct Scene {
    const shard::Frame& frame;
    shard::SliceRoster& roster;
    const selection::WindowCounts& window;
  };
  explicit DrawInput(shard::QueueState& queue)
      : DrawInput(queue, {queue.frame, queue.roster, queue.windows.counts()}) {}
  DrawInput(const shard::QueueState& queue, const Scene& scene);

  selection::Frame frame() const;

  // The slices that `names` means: those named, or all. SLICE_UNKNOWN when the queue has no slice
  // of a name.
  absl::StatusOr<std::vector<selection::SliceNo>> Named(
      const google::protobuf::RepeatedPtrField<std::string>& names) const;
  // Those of `slices` that a draw takes from: those with launch relevance.
  std::vector<selection::SliceNo> Participants(std::vector<selection::SliceNo> slices) const;

  const std::vector<selection::SliceFacts>& slices() const { return scene_.roster.facts(); }

 private:
  const shard::QueueState& queue_;
  const Scene scene_;
  shard::CandidateLookup lookup_;
  std::vector<selection::SliceExclusions> exclusions_;
};

// Candidates of a slice by exclusion, with NO_LAUNCH_RELEVANCE in the place that it has in the
// order of reasons.
shard::ExclusionCounts CountsOf(const shard::QueueState& queue, selection::SliceNo slice);
// The same under `frame`, which is the queue's or a shadow of it.
shard::ExclusionCounts CountsOf(const shard::QueueState& queue, const shard::Frame& frame,
                                selection::SliceNo slice);
// The same for several slices together.
shard::ExclusionCounts CountsOf(const shard::QueueState& queue,
                                absl::Span<const selection::SliceNo> slices);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_DRAW_INPUT_H_
