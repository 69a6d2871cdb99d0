// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LabelStandings: whether the labels of sampled items count, and since when.
#ifndef WINNOW_SERVER_LOOP_RELEASES_LABEL_STANDINGS_H_
#define WINNOW_SERVER_LOOP_RELEASES_LABEL_STANDINGS_H_

#include <set>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/loop/releases/release_place.h"
#include "server/loop/releases/release_sample.h"

namespace winnow::loop {

// Reads all adjudications of the queue and the labels of the sample's items. Not under the shard's
// mutex; not thread-safe.
class LabelStandings {
 public:
  // Errors: the engine's.
  absl::Status Read(const ReleasePlace& place, const ReleaseSample& sample);

  // It was decided that nobody can judge it.
  const std::set<shard::CandidateNo>& unusable() const { return unusable_; }
  // It was decided that no label of it counts, although it can be judged.
  const std::set<shard::CandidateNo>& ambiguous() const { return ambiguous_; }
  // Whether what was counted from its labels at a time still holds: it has labels, nobody disputes
  // them, and none came and nothing was decided since.
  bool HoldsSince(shard::CandidateNo no, absl::Time time) const;

 private:
  absl::Status ReadAdjudications(const ReleasePlace& place);
  absl::Status ReadLabelTimes(const ReleasePlace& place, const ReleaseSample& sample);

  std::set<shard::CandidateNo> unusable_;
  std::set<shard::CandidateNo> ambiguous_;
  std::set<shard::CandidateNo> undecided_;
  // Of the newest label or decision.
  absl::flat_hash_map<shard::CandidateNo, absl::Time> changed_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_LABEL_STANDINGS_H_
