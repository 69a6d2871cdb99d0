// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Removal: candidates of a queue lose everything but their tombstones (governance.md G2).
#ifndef WINNOW_SERVER_LOOP_REMOVAL_REMOVAL_H_
#define WINNOW_SERVER_LOOP_REMOVAL_REMOVAL_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/loop/removal/removal_order.h"
#include "server/loop/removal/removal_trace.h"

namespace winnow::loop {

// What was removed.
struct RemovalCounts {
  uint64_t candidates = 0;
  uint64_t labels = 0;
  uint64_t batches = 0;  // that held one of the candidates

  void Add(const RemovalCounts& other) {
    candidates += other.candidates;
    labels += other.labels;
    batches += other.batches;
  }
};

// One round of a removal, in four steps:
//
//   mark    the candidates leave the frame and their open batches; nothing changes them any more
//   trace   finds the batches and samples that hold them
//   erase   empties their items there, and what caps count of their keys: a mutation per batch
//   bury    puts tombstones in place of their rows, and deletes labels and histories
//
// No step holds the shard's mutex for longer than a small portion. Each mutation has its audit
// leaf. Cut off anywhere, what is done stays and the rest is still wanted: the same order goes on
// with it. Blocks for reads and commits; one at a time per shard.
class Removal {
 public:
  explicit Removal(const RemovalOrder& order) : order_(order) {}

  // Removes those of `candidates`, which rise, that the order wants. Errors: the engine's and the
  // shard's; UNAVAILABLE when it has to give up.
  absl::StatusOr<RemovalCounts> Run(std::vector<shard::CandidateNo> candidates);

 private:
  absl::Status Mark(const std::vector<shard::CandidateNo>& candidates);
  absl::Status MarkPortion(const std::vector<shard::CandidateNo>& candidates, size_t begin,
                           size_t end);
  absl::Status Trace();
  absl::Status EraseItems();
  absl::Status EraseFromBatch(shard::BatchNo batch_no);
  absl::Status EraseFromSample(const storage::EvaluationPartId& id);
  absl::Status Bury(size_t begin, size_t end);
  v1::Tombstone TombstoneOf(const shard::ShardState& state, const shard::QueueState& queue,
                            shard::CandidateNo no) const;
  shard::LeafDraft LeafOf(const shard::QueueState& queue, std::string object,
                          std::string decision) const;

  const RemovalOrder& order_;
  uint32_t queue_no_ = 0;
  shard::BatchNo last_batch_ = 0;  // 0: no batch held one of the candidates
  shard::EvaluationNo last_evaluation_ = 0;
  std::set<std::string> releases_;
  std::vector<shard::CandidateNo> marked_;  // rising
  std::vector<bool> is_marked_;             // by candidate
  RemovalTrace trace_;
  RemovalCounts counts_;
};

// Everything that the order wants, round by round; the counts of what was removed also when it
// ended with an error, in `counts`.
absl::Status RemoveAll(const RemovalOrder& order, RemovalCounts* counts);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REMOVAL_REMOVAL_H_
