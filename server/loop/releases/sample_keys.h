// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SampleKeys: by what training data would know the items that decide about a release.
#ifndef WINNOW_SERVER_LOOP_RELEASES_SAMPLE_KEYS_H_
#define WINNOW_SERVER_LOOP_RELEASES_SAMPLE_KEYS_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/loop/releases/release_sample.h"
#include "server/shard/shard.h"
#include "winnow/v1/candidate.pb.h"

namespace winnow::loop {

// The candidates of those numbers as they are stored, in their order; without content where they
// were removed. Errors: the engine's, and DATA_LOSS for one that is not there. Not under the
// shard's mutex.
absl::StatusOr<std::vector<v1::Candidate>> ReadCandidates(
    shard::Shard& shard, uint32_t queue_no, absl::Span<const shard::CandidateNo> numbers);

// Ids, groups of duplicates and split groups are given by pipelines and mean the same in every
// queue. Not thread-safe.
class SampleKeys {
 public:
  absl::Status Read(shard::Shard& shard, uint32_t queue_no, const ReleaseSample& sample);

  // It is an item of the sample, or a duplicate of one.
  bool Contaminates(const v1::Candidate& candidate) const {
    return ids_.contains(candidate.candidate_id()) || dup_groups_.contains(candidate.dup_group());
  }
  // Others of its group are in the sample.
  bool Leaks(const v1::Candidate& candidate) const {
    return split_groups_.contains(candidate.split_group());
  }

 private:
  absl::flat_hash_set<std::string> ids_;
  absl::flat_hash_set<std::string> dup_groups_;    // never the empty one
  absl::flat_hash_set<std::string> split_groups_;  // never the empty one
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_SAMPLE_KEYS_H_
