// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/draw_input.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "server/loop/error.h"

namespace winnow::loop {

shard::ExclusionCounts CountsOf(const shard::QueueState& queue, selection::SliceNo slice) {
  return CountsOf(queue, queue.frame, slice);
}

shard::ExclusionCounts CountsOf(const shard::QueueState& queue, const shard::Frame& frame,
                                selection::SliceNo slice) {
  shard::ExclusionCounts counts = frame.standings().slice(slice).counts;
  if (queue.slices.Get(slice).launch_weight() > 0) return counts;
  for (const v1::ExclusionReason later :
       {v1::EXCLUSION_REASON_UNSPECIFIED, v1::EXCLUSION_REASON_DUPLICATE,
        v1::EXCLUSION_REASON_ALREADY_LABELED, v1::EXCLUSION_REASON_LEASED,
        v1::EXCLUSION_REASON_DEAD_LETTERED, v1::EXCLUSION_REASON_HELD_FOR_EVALUATION}) {
    counts[v1::EXCLUSION_REASON_NO_LAUNCH_RELEVANCE] += counts[later];
    counts[later] = 0;
  }
  return counts;
}

shard::ExclusionCounts CountsOf(const shard::QueueState& queue,
                                absl::Span<const selection::SliceNo> slices) {
  shard::ExclusionCounts total = {};
  for (const selection::SliceNo slice : slices) {
    const shard::ExclusionCounts counts = CountsOf(queue, slice);
    for (size_t reason = 0; reason < counts.size(); ++reason) total[reason] += counts[reason];
  }
  return total;
}

DrawInput::DrawInput(const shard::QueueState& queue, const Scene& scene)
    : queue_(queue), scene_(scene), lookup_(queue, scene.frame) {
  scene.roster.Refresh(
      {queue.candidates.dictionaries().slices, queue.slices, scene.frame.standings()});
  exclusions_.reserve(slices().size());
  for (selection::SliceNo slice = 0; slice < slices().size(); ++slice) {
    const shard::ExclusionCounts& counts = scene.frame.standings().slice(slice).counts;
    selection::SliceExclusions exclusions;
    for (size_t reason = 1; reason < counts.size(); ++reason) exclusions.filtered += counts[reason];
    exclusions.leased = counts[v1::EXCLUSION_REASON_LEASED];
    exclusions.filtered -= exclusions.leased;
    exclusions_.push_back(exclusions);
  }
}

selection::Frame DrawInput::frame() const {
  return {.index = *scene_.frame.index(),
          .view = lookup_,
          .slices = slices(),
          .exclusions = exclusions_,
          .by_id = scene_.roster.by_id(),
          .window = &scene_.window};
}

absl::StatusOr<std::vector<selection::SliceNo>> DrawInput::Named(
    const google::protobuf::RepeatedPtrField<std::string>& names) const {
  std::vector<selection::SliceNo> slices;
  if (names.empty()) {
    for (selection::SliceNo slice = 0; slice < this->slices().size(); ++slice)
      slices.push_back(slice);
    return slices;
  }
  for (int i = 0; i < names.size(); ++i) {
    const auto slice = queue_.candidates.dictionaries().slices.Find(names[i]);
    if (!slice.has_value()) {
      return Unknown(
          v1::ERROR_REASON_SLICE_UNKNOWN,
          absl::StrCat("slices[", i, "] is no slice of the queue; ListSlices names them"));
    }
    if (std::find(slices.begin(), slices.end(), *slice) == slices.end()) slices.push_back(*slice);
  }
  return slices;
}

std::vector<selection::SliceNo> DrawInput::Participants(
    std::vector<selection::SliceNo> slices) const {
  std::erase_if(slices,
                [&](selection::SliceNo slice) { return this->slices()[slice].launch_weight <= 0; });
  return slices;
}

}  // namespace winnow::loop
