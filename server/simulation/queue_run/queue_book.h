// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// QueueBook: where each candidate of a queue is, and what it has been through.
#ifndef WINNOW_SERVER_SIMULATION_QUEUE_RUN_QUEUE_BOOK_H_
#define WINNOW_SERVER_SIMULATION_QUEUE_RUN_QUEUE_BOOK_H_

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "server/selection/cell_index.h"
#include "server/simulation/pool/pool.h"
#include "server/simulation/queue_run/queue_run.h"
#include "server/simulation/trial/pool_frame.h"

namespace winnow::simulation {

// A candidate is in one of these.
enum class Place : uint8_t { kToCome, kWaiting, kLeased, kDone, kDeadLettered };

// A label that somebody gave.
struct GivenLabel {
  uint32_t reviewer = 0;
  double difference = 0;
};

// What a candidate has been through.
struct CandidateRun {
  Place place = Place::kToCome;
  absl::Duration arrival;
  uint32_t attempts = 0;         // leases that ended without a label
  uint32_t open_leases = 0;      // counted apart from the place, to show that there is one at most
  std::vector<uint32_t> had_by;  // one entry per lease
  std::vector<GivenLabel> labels;
  std::size_t labels_before = 0;  // the newest lease

  bool HasLabelOf(uint32_t reviewer) const;
  // The difference that most labels show; of equally many, the one that came first.
  double Accepted() const;
  bool IsDisputed() const;
};

// Keeps the index of a frame at what waits, and the labelled counts of its slices. Moves a
// candidate only as documented; anything else is a defect of the caller. Not thread-safe.
class QueueBook {
 public:
  // Empties the index of the frame: all `participants` are to come, and no others are there at all.
  // Pool and frame outlive it.
  QueueBook(const Pool& pool, PoolFrame& frame, absl::Span<const uint32_t> participants);

  // From to come to waiting.
  void Arrive(uint32_t item, absl::Duration now);
  // From waiting to leased.
  void Lease(uint32_t item, uint32_t reviewer, absl::Duration now);
  // Stays leased, or is done with its last label: true. The reviewer has not labelled it before.
  bool Label(uint32_t item, const GivenLabel& label, absl::Duration now);
  // From leased to waiting, or to dead-lettered: true.
  bool GiveBack(uint32_t item, bool counts_as_attempt, absl::Duration now);

  const CandidateRun& at(uint32_t item) const { return candidates_[item]; }
  // Of some items, those that are leased and got no label since.
  uint64_t CountUnlabeled(absl::Span<const uint32_t> items) const;
  const QueueCounts& counts() const { return counts_; }
  // By slice of the pool. `oldest_at_end` is filled by Close, before which it is 0.
  const std::vector<SliceRun>& slices() const { return slices_; }

  // The number of labelled candidates that each slice is to have.
  void SetTargets(const std::vector<uint64_t>& targets);
  // Counts what still waits.
  void Close(absl::Duration now);

 private:
  uint64_t& CountOf(Place place);
  void Move(uint32_t item, Place to);
  void NoteTarget(SliceRun& slice, absl::Duration now);
  SliceRun& SliceOf(uint32_t item) { return slices_[pool_.items[item].slice]; }

  const Pool& pool_;
  PoolFrame& frame_;
  std::vector<selection::CellIndex::Entry> entries_;
  std::vector<CandidateRun> candidates_;
  QueueCounts counts_;
  std::vector<SliceRun> slices_;
};

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_QUEUE_RUN_QUEUE_BOOK_H_
