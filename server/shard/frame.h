// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Frame: which candidates of a queue a draw may see under the active policy, and why not the others
// (selection.md S3, S5).
#ifndef WINNOW_SERVER_SHARD_FRAME_H_
#define WINNOW_SERVER_SHARD_FRAME_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "server/selection/candidate_view.h"
#include "server/selection/cell_index.h"
#include "server/selection/eligibility.h"
#include "server/selection/policy.h"
#include "server/shard/candidate_columns.h"
#include "server/shard/duplicate_groups.h"
#include "server/shard/label_book.h"
#include "server/shard/registry.h"
#include "server/shard/retention_calendar.h"
#include "server/shard/signal_columns.h"
#include "server/shard/slice_book.h"

namespace winnow::shard {

// Keeps, for each candidate, the first reason that keeps it out, the counts per slice, and the
// index of those that are in. Reads the other columns of its queue and is told about every change
// of them. Not thread-safe.
class Frame {
 public:
  // What the frame reads; lives as long as the frame.
  struct Columns {
    CandidateColumns* candidates;
    const SignalColumns* signals;
    SliceBook* slices;
    const LabelBook* labels;
  };
  Frame(Columns columns, uint64_t salt);

  // Starts to follow `policy`: every candidate is judged and scored anew. Costs the size of the
  // queue.
  void Activate(selection::CompiledPolicy policy, int64_t now_us);
  // Follows `registry`. Candidates are judged anew only where a source or scope changed.
  void SetRegistry(std::shared_ptr<const RegistrySnapshot> registry, int64_t now_us);
  // Takes out what time has made ineligible: retention that comes too close, scopes that expired.
  // Before every draw.
  void Advance(int64_t now_us);

  // A candidate is new, or something about it other than its signals changed.
  void Update(CandidateNo no, int64_t now_us);
  // Signals of a candidate changed.
  void UpdateScore(CandidateNo no);

  // nullptr before the first Activate.
  const selection::CompiledPolicy* policy() const { return policy_ ? &*policy_ : nullptr; }
  const selection::CellIndex* index() const { return index_.get(); }
  // Every reason that holds for a candidate, in order.
  std::vector<v1::ExclusionReason> AllExclusions(CandidateNo no, int64_t now_us) const;
  // The values of the policy's terms for a candidate, one per term.
  void ReadTerms(CandidateNo no, std::vector<selection::SignalValue>* values) const;
  // Candidates that `no` stands for: the contenders of its duplicate group, itself included.
  uint64_t GroupMembers(CandidateNo no) const;
  // Arrival of the oldest candidate in the frame, in microseconds; nullopt when it is empty.
  std::optional<int64_t> OldestAvailable();

 private:
  struct Permissions {
    std::vector<bool> sources;  // by source number
    std::vector<bool> scopes;   // by scope number
  };
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_FRAME_H_
