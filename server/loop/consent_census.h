// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a revocation touches: candidates, and the batches, evaluations and data set versions that
// hold one of them.
#ifndef WINNOW_SERVER_LOOP_CONSENT_CENSUS_H_
#define WINNOW_SERVER_LOOP_CONSENT_CENSUS_H_

#include <atomic>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/shard/shards.h"

namespace winnow::loop {

// A subject, or else a consent scope.
struct ConsentTarget {
  uint64_t subject = 0;  // its SubjectKey
  std::string scope;
};

// Candidates of one queue.
struct ConcernedCandidates {
  size_t shard = 0;
  std::string queue;
  std::vector<std::string> ids;
};

struct ConsentCensus {
  uint64_t candidates = 0;
  std::vector<std::string> batches;  // names, at most kMostNames
  uint64_t batch_count = 0;
  std::vector<std::string> evaluations;       // names, at most kMostNames
  std::vector<std::string> dataset_versions;  // names, at most kMostNames
  // That rest on one of these evaluations or versions; names, at most kMostNames.
  std::vector<std::string> releases;
  // All evaluations and versions, beyond what is named.
  std::set<std::string> grounds;
  // Of a subject: who they are, at most kMostIds of a queue.
  std::vector<ConcernedCandidates> concerned;

  static constexpr size_t kMostNames = 1000;
  static constexpr size_t kMostIds = 10'000;
};

// Goes over the candidates of every queue in portions, each under the mutex of its shard for less
// than a millisecond; then, of queues in which one of them ever was in a batch, over all manifests
// up to that batch and all members of data sets, not under the mutex. Blocks for as long as it
// takes to read those. UNAVAILABLE once `stop` is set; else the errors of the engine.
absl::StatusOr<ConsentCensus> TakeCensus(shard::Shards& shards, const ConsentTarget& target,
                                         const std::atomic<bool>& stop);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_CONSENT_CENSUS_H_
