// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// FrameReader: what is known without a label of the items of a frozen frame.
#ifndef WINNOW_SERVER_LOOP_RELEASES_FRAME_READER_H_
#define WINNOW_SERVER_LOOP_RELEASES_FRAME_READER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "server/loop/releases/frame_census.h"
#include "server/loop/releases/release_place.h"
#include "server/loop/releases/release_sample.h"
#include "server/release/regressors.h"
#include "server/selection/policy.h"
#include "server/shard/queue_state.h"

namespace winnow::loop {

struct FrameRow {
  shard::CandidateNo no = 0;
  uint32_t slice = 0;    // of the queue, that it is in now
  uint64_t cluster = 0;  // of the release's cluster attribute; an item without one is its own
  double members = 1;    // of its duplicate group
  double units = 1;      // that the baseline gave, 1 where nobody said
  // Between the outputs of the pair; nullopt where nobody compared them.
  std::optional<double> disagreement;
  release::Regressors x;
  double size = 0;  // size measure of the draw, above 0
};

// Slices and signals are read as they are now: what does not depend on the draw leaves an estimate
// unbiased. The census says which signals do depend on it; they read as if nobody had pushed them.
// The expected change of an item is the one that was pushed, else the one that its distances to
// witnesses make, else 0.
class FrameReader {
 public:
  // `policy` is the one that the sample was drawn under, `census` that of the frame that is read.
  // All outlive the reader.
  FrameReader(const ReleasePlace& place, const ReleaseSample& sample,
              const selection::CompiledPolicy& policy, const FrameCensus& census)
      : place_(place), sample_(sample), policy_(policy), census_(census) {}

  // Gives the members of `frame` that are not removed, one of each group of duplicates, by arrival,
  // in portions that are read under the shard's mutex; `take` runs without it. Ends with its first
  // error.
  absl::Status Read(const shard::FrozenFrame& frame,
                    absl::FunctionRef<absl::Status(const FrameRow&)> take) const;

 private:
  struct Columns;
  FrameRow RowOf(const shard::QueueState& queue, const Columns& columns,
                 shard::CandidateNo no) const;
  double SizeOf(const shard::QueueState& queue, const Columns& columns,
                shard::CandidateNo no) const;

  const ReleasePlace& place_;
  const ReleaseSample& sample_;
  const selection::CompiledPolicy& policy_;
  const FrameCensus& census_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_FRAME_READER_H_
