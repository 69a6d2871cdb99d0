// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// PoolDraft: candidates on their way to a pool, before it is known which outcomes they have.
#ifndef WINNOW_SERVER_SIMULATION_POOL_POOL_DRAFT_H_
#define WINNOW_SERVER_SIMULATION_POOL_POOL_DRAFT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/simulation/pool/json_pool_input.h"
#include "server/simulation/pool/outcome_pairs.h"
#include "server/simulation/pool/pair_signals.h"

namespace winnow::simulation {

struct DraftRow {
  std::string id;
  std::string slice;
  std::string cluster;         // key; empty: on its own
  std::string near_duplicate;  // key; empty: of none
  std::string dup_group;       // empty: of none
  uint64_t members = 1;        // that it stands for, before groups of the draft are formed
  bool sensitive = false;
  PairSignalValues signals;
};

// INVALID_ARGUMENT where the row has a member that no row of candidates or signals has.
absl::Status CheckCandidateNames(const FileRow& row);

// Not thread-safe. Messages are those of FilePlace.
class PoolDraft {
 public:
  // `input` outlives the draft. `kind`: how sentences call the rows, such as "the frame".
  PoolDraft(const JsonPoolInput& input, const ComparedCounts& counts, absl::string_view kind);

  v1::SimulatedTask& task() { return task_; }
  PairSignals& signals() { return signals_; }

  // INVALID_ARGUMENT where its id is there already.
  absl::Status Add(const FilePlace& place, DraftRow row);
  bool Contains(absl::string_view id) const { return places_.contains(id); }
  // Adds what the further files of signals say of the rows. INVALID_ARGUMENT where a row is wrong,
  // or a file says nothing of any of them.
  absl::Status AddSignals();
  // Rows that have a signal.
  uint64_t CountOf(const std::string& signal) const;
  // Counts rows under `task.exclusions`, unless there are none.
  void Exclude(absl::string_view reason, uint64_t rows);
  void Note(absl::string_view sentence);  // adds to task.generated
  // Rows with comparable outcomes; of a group of exact duplicates the first of them, which stands
  // for all. What is left out is counted, what stands in for something is said in `task.generated`.
  absl::StatusOr<Pool> Finish(const OutcomePairs& outcomes) &&;

 private:
  // Places of rows that are one in the pool, first row first.
  using Groups = std::vector<std::vector<std::size_t>>;

  Groups GroupsOfDuplicates();
  absl::StatusOr<PoolItem> ItemOf(DraftRow& row, const OutcomePairs::Pair& pair);
  // Of the rows of the items, in their order.
  void HearWitnesses(absl::Span<const std::size_t> rows, std::vector<PoolItem>& items);
  void NoteShare(uint64_t with_outcomes, uint64_t all);
  void NoteCounts();

  const JsonPoolInput& input_;
  const ComparedCounts counts_;
  const std::string kind_;
  PairSignals signals_;
  v1::SimulatedTask task_;
  std::vector<DraftRow> rows_;
  absl::flat_hash_map<std::string, std::size_t> places_;
  absl::flat_hash_map<std::string, uint64_t> clusters_;
  absl::flat_hash_map<std::string, uint64_t> near_duplicates_;
  absl::flat_hash_map<std::string, uint32_t> slices_;
  uint64_t last_cluster_ = 0;
  uint64_t items_ = 0;          // of the pool
  uint64_t alone_ = 0;          // items without a cluster
  uint64_t without_units_ = 0;  // items without the incumbent's units
  uint64_t unstated_ = 0;       // items of which the outcomes state nothing
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_POOL_POOL_DRAFT_H_
