// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ReleaseSample: the items that decide about a release, as they were drawn.
#ifndef WINNOW_SERVER_LOOP_RELEASES_RELEASE_SAMPLE_H_
#define WINNOW_SERVER_LOOP_RELEASES_RELEASE_SAMPLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/selection/types.h"
#include "server/shard/queue_state.h"
#include "server/shard/shard.h"
#include "server/shard/tables.h"
#include "winnow/v1/evaluation.pb.h"

namespace winnow::loop {

struct DrawnItem {
  shard::CandidateNo no = 0;
  uint32_t phase = 1;
  std::string candidate_id;
  std::string slice;  // that it was drawn in
  double pi = 1;      // given the phases before
  double members = 1;
  selection::Micros score = 0;
};

struct ReleaseSample {
  v1::Evaluation evaluation;
  std::vector<DrawnItem> items;  // in the order of the hand-out, without those that were erased
  absl::flat_hash_map<shard::CandidateNo, uint32_t> places;  // in `items`
};

// Reads the sample of an evaluation, open or closed. EVALUATION_UNKNOWN; DATA_LOSS for rows that
// are missing or damaged. Not under the shard's mutex.
absl::StatusOr<ReleaseSample> ReadSample(shard::Shard& shard, const std::string& queue_id,
                                         uint64_t evaluation);

// The frozen frame that it was drawn from. Errors as above.
absl::StatusOr<shard::FrozenFrame> ReadFrozenFrame(shard::Shard& shard,
                                                   const storage::QueueRowId& evaluation);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_RELEASE_SAMPLE_H_
