// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Frame: which candidates of a queue a draw may see under the active policy, and why not the others
// (selection.md S3, S5).
#ifndef WINNOW_SERVER_SHARD_FRAME_H_
#define WINNOW_SERVER_SHARD_FRAME_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "server/selection/cell_index.h"
#include "server/selection/eligibility.h"
#include "server/selection/policy.h"
#include "server/shard/candidate_columns.h"
#include "server/shard/duplicate_groups.h"
#include "server/shard/evaluation_book.h"
#include "server/shard/frame_watchers.h"
#include "server/shard/index_changes.h"
#include "server/shard/label_book.h"
#include "server/shard/permissions.h"
#include "server/shard/registry.h"
#include "server/shard/retention_calendar.h"
#include "server/shard/signal_columns.h"
#include "server/shard/slice_book.h"
#include "server/shard/standings.h"

namespace winnow::shard {

// Keeps, for each candidate, the first reason that keeps it out, the counts per slice, and the
// index of those that are in; all of it belongs to the policy, and what has to outlive it is the
// queue's. Reads the other columns of its queue and is told about every change
// of them. Two rules are kept apart: NO_LAUNCH_RELEVANCE holds for whole slices and is applied by
// whoever draws or reports, so that a changed weight touches no candidate; and a member of a
// duplicate group that is itself leased or labelled counts as that and not as a duplicate. Not
// thread-safe.
class Frame {
 public:
  // What the frame reads; lives as long as the frame.
  struct Columns {
    const CandidateColumns* candidates;
    const SignalColumns* signals;
    const SliceBook* slices;
    const LabelBook* labels;
    const EvaluationBook* evaluations;
    FrameWatchers* watchers;  // told before anything that draws see changes
  };
  // `salt` is fixed for the queue: it decides who represents a duplicate group.
  Frame(const Columns& columns, uint64_t salt);

  // Starts to follow `policy`, or none: every candidate is judged and scored anew. Costs the size
  // of the queue; FrameShadow does the same in portions.
  void Activate(std::optional<selection::CompiledPolicy> policy, int64_t now_us);
  // Follows `registry`. When that changes a source or scope in use, every candidate is judged anew;
  // those whose consent it says was revoked are left to a RevocationSweep.
  void SetRegistry(std::shared_ptr<const RegistrySnapshot> registry, int64_t now_us);
  // Takes out what time has made ineligible: retention that comes too close, scopes that expired.
  // Where the clock was set back, judges every candidate anew. Before every draw.
  void Advance(int64_t now_us);

  // A candidate is new, or something about it other than its signals changed.
  void Update(CandidateNo no, int64_t now_us);
  // Signals of candidates changed.
  void UpdateScores(absl::Span<const CandidateNo> numbers);

  // nullptr while no policy is active.
  const selection::CompiledPolicy* policy() const {
    return policy_.has_value() ? &*policy_ : nullptr;
  }
  // nullptr while no policy is active. Others may park candidates in it, and change nothing else.
  selection::CellIndex* index() const { return index_.get(); }
  const Standings& standings() const { return standings_; }
  // Every reason that holds for a candidate, in order; empty while no policy is active.
  std::vector<v1::ExclusionReason> AllExclusions(CandidateNo no, int64_t now_us);
  // The values of the policy's terms for a candidate, one per term.
  std::vector<selection::SignalValue> Terms(CandidateNo no) const;
  // Candidates that `no` stands for: the contenders of its duplicate group, itself included.
  uint64_t GroupMembers(CandidateNo no) const;
  // Arrival of the oldest candidate in the frame, in microseconds; nullopt when it is empty.
  std::optional<int64_t> OldestAvailable();

 private:
  static constexpr CandidateNo kAllJudged = std::numeric_limits<CandidateNo>::max();

  // Starts a shadow and makes it the frame.
  friend class FrameShadow;

  // Forgets every judgement, and follows `policy` from now on.
  void Begin(std::optional<selection::CompiledPolicy> policy);
  selection::CandidateFacts FactsOf(CandidateNo no, int64_t now_us);
  // Takes the candidate's part in its duplicate group; returns whether it is there and not the
  // representative.
  bool JoinGroup(CandidateNo no, DuplicateRole role);
  void SetRole(CandidateNo no, uint32_t group, DuplicateRole role);
  void UpdateScore(CandidateNo no);
  // Takes a candidate that is removed, or about to be, out of everything that it counts in.
  void Withdraw(CandidateNo no);
  // Takes the candidate out of the counts of its slice; returns whether it is in the index.
  bool Uncount(CandidateNo no);
  // Counts and indexes the candidate under `exclusion`.
  void Place(CandidateNo no, v1::ExclusionReason exclusion);
  // Tells those who watch the frame that a candidate is about to change.
  void Announce(CandidateNo no);
  void JudgeAll(int64_t now_us);
  selection::SignalValue ReadTerm(CandidateNo no, std::optional<uint32_t> series) const;
  // What the index keeps of a candidate under the policy, which there is.
  selection::CellIndex::Entry EntryOf(CandidateNo no);

  Columns columns_;
  uint64_t salt_;
  // Told of every change as well.
  std::vector<Frame*> shadows_;
  // Candidates from here on are not judged yet, nor to be judged when they change.
  CandidateNo unjudged_ = kAllJudged;
  Standings standings_;
  DuplicateGroups groups_;
  Permissions permissions_;
  RetentionCalendar calendar_;
  int64_t latest_us_ =
      0;  // latest time that a candidate was judged at, since the clock was set back
  std::optional<selection::CompiledPolicy> policy_;
  std::unique_ptr<selection::CellIndex> index_;
  IndexChanges* changes_ = nullptr;  // that make the changes of the index, if there are any
  CandidateNo oldest_ = 0;           // no candidate before it is in the frame
  // Series of the policy's terms as of series_seen_ series, and a buffer for their values.
  std::vector<std::optional<uint32_t>> term_series_;
  size_t series_seen_ = 0;
  std::vector<selection::SignalValue> terms_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_FRAME_H_
