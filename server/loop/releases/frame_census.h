// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// FrameCensus: what has to be known of a frozen frame as a whole before its items are summed.
#ifndef WINNOW_SERVER_LOOP_RELEASES_FRAME_CENSUS_H_
#define WINNOW_SERVER_LOOP_RELEASES_FRAME_CENSUS_H_

#include <array>
#include <cstdint>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "server/loop/releases/frame_witnesses.h"
#include "server/loop/releases/late_values.h"
#include "server/loop/releases/release_place.h"
#include "server/loop/releases/release_sample.h"
#include "server/shard/queue_state.h"

namespace winnow::loop {

// The signals that an estimate reads.
enum class FrameSignal : size_t { kDisagreement, kExpectedChange, kCommittee, kUnits };
inline constexpr size_t kFrameSignals = 4;

// Where they stand in a queue; nullopt for one that it has not.
using FrameSeries = std::array<std::optional<uint32_t>, kFrameSignals>;

// - A frozen frame has every member of a group of duplicates; one of them stands for all: the drawn
//   one, or the first to arrive.
// - A signal that tells of the draw (late_values.h) is not used at all, nor is a distance to a
//   witness.
// Memory: the groups of duplicates, and little of each signal. Not thread-safe.
class FrameCensus {
 public:
  // Reads the members of `frame` that are not removed, in portions under the shard's mutex.
  absl::Status Take(const ReleasePlace& place, const ReleaseSample& sample,
                    const shard::FrozenFrame& frame);

  // Members that a candidate stands for; 0 for one that another member of its group stands for.
  double MembersOf(shard::CandidateNo no, uint32_t dup_group) const;
  bool IsUsable(FrameSignal signal) const {
    return !late_[static_cast<size_t>(signal)].TellOfDraw(items_);
  }
  // What else the queue compares the pair with.
  const FrameWitnesses& witnesses() const { return witnesses_; }

 private:
  struct Group {
    shard::CandidateNo first = 0;
    uint32_t members = 0;
    bool drawn = false;
  };
  void Count(const shard::QueueState& queue, const FrameSeries& series, shard::CandidateNo no,
             bool drawn);

  int64_t freeze_ms_ = 0;
  absl::flat_hash_map<uint32_t, Group> groups_;
  DrawnCounts items_ = {};
  std::array<LateValues, kFrameSignals> late_;
  FrameWitnesses witnesses_;
};

FrameSeries SeriesOf(const shard::QueueState& queue, const v1::Release& release);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_FRAME_CENSUS_H_
