// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A run of a review queue in virtual time: reviewers ask, label, come too late or never come back.
// What is handed out is drawn by the library of the server.
#ifndef WINNOW_SERVER_SIMULATION_QUEUE_RUN_QUEUE_RUN_H_
#define WINNOW_SERVER_SIMULATION_QUEUE_RUN_QUEUE_RUN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/simulation/pool/pool.h"
#include "server/simulation/trial/strategy.h"

namespace winnow::simulation {

// Those who label. They differ by a hash of the seed and their number.
struct ReviewerModel {
  uint32_t reviewers = 20;
  double items_per_hour = 40;  // of the median reviewer
  double speed_spread = 0.3;   // standard deviation of the logarithm of their speeds; at most 2
  // Chance of a lease that its reviewer does not come back to: no item is labelled, the lease
  // expires, and `retry` later the reviewer asks again.
  double absence = 0.2;
  double error_rate = 0.05;                     // chance of a label to be wrong (WrongDifference)
  absl::Duration working_day = absl::Hours(8);  // the same hours every day, without weekends
  absl::Duration day_starts_within = absl::Hours(2);  // of each other
  double slice_share = 1;  // chance of a reviewer to take a slice; everybody takes one at least
  absl::Duration retry = absl::Minutes(15);  // after an answer or a batch without anything to do
};

struct QueueRunOptions {
  ReviewerModel reviewers;
  uint32_t batch_items = 20;                    // that a reviewer asks for
  absl::Duration lease = absl::ZeroDuration();  // 0: the default of the policy
  uint32_t backlog = 0;                         // candidates that are there at the start
  double arrivals_per_day = 0;                  // of the others; 0: all are there at the start
  uint32_t sample = 0;         // items of one master sample; 0: every batch is drawn anew
  uint32_t slice_target = 50;  // labelled candidates that each slice is to have, if it has as many
  absl::Duration horizon = absl::Hours(24 * 30);
  uint64_t seed = 1;
};

// Candidates by where they are; each is in one place.
struct QueueCounts {
  uint64_t to_come = 0;
  uint64_t waiting = 0;
  uint64_t leased = 0;
  uint64_t done = 0;
  uint64_t dead_lettered = 0;

  uint64_t total() const { return to_come + waiting + leased + done + dead_lettered; }
  bool operator==(const QueueCounts&) const = default;
};

// Requests that were answered without items.
struct EmptyAnswers {
  uint64_t nothing_waits = 0;  // rightly so
  // False ones: something waited.
  uint64_t capacity = 0;      // the policy's capacity of queue or labeler was used up
  uint64_t slice_filter = 0;  // in none of the slices that the reviewer takes
  uint64_t caps = 0;          // diversity caps let nothing through
  uint64_t quotas = 0;        // the quotas of all slices with candidates are 0

  uint64_t false_ones() const { return capacity + slice_filter + caps + quotas; }
};

// What became of a slice.
struct SliceRun {
  std::string slice;
  uint64_t candidates = 0;
  uint64_t done = 0;
  uint64_t dead_lettered = 0;
  uint64_t target = 0;
  // When it had its target, or all of its candidates that were not dead-lettered.
  std::optional<absl::Duration> target_met;
  // Since its arrival, of the candidate that waits for longest: at the end, and at any time.
  absl::Duration oldest_at_end;
  absl::Duration oldest_ever;
};

// Leases, and what was lost by them.
struct LeaseTally {
  uint64_t leases = 0;
  uint64_t items = 0;
  uint64_t expired = 0;    // with items that were not labelled
  uint64_t abandoned = 0;  // of these, never worked on
  uint64_t items_expired = 0;
  absl::Duration lost;         // from the last label of an expired lease to its end
  absl::Duration item_lost;    // the same, times the items that were not labelled
  uint64_t over_assigned = 0;  // items whose labels and open leases were more than labels wanted
  uint64_t repeats = 0;        // items leased to somebody who had had them before
  uint64_t leased_again = 0;   // candidates that were leased more than once
};

// Labels, and what they are worth.
struct LabelTally {
  uint64_t labels = 0;
  uint64_t wrong = 0;
  uint64_t disputed = 0;         // done candidates whose labels differ
  uint64_t done_wrong = 0;       // done candidates of which most labels are wrong
  double per_day = 0;            // days that had begun
  double per_reviewer_hour = 0;  // of working days
  std::vector<uint64_t> by_day;
  // Errors per unit of the candidates that are done: as labelled, and as it is. None without units.
  std::optional<double> change_labelled;
  std::optional<double> change_true;
};

struct QueueRunResult {
  std::string task;
  std::string policy;
  absl::Duration length;                      // until nothing was left to do, or the horizon
  bool finished = false;                      // nothing was left to do
  std::optional<absl::Duration> targets_met;  // by all slices
  QueueCounts counts;
  EmptyAnswers empty;
  LeaseTally leases;
  LabelTally labels;
  std::vector<SliceRun> slices;  // in the order of the pool
};

// Runs a queue over a pool under the policy of a strategy, of which leases, attempts, required
// labels, capacity, caps and their windows hold as in the server:
// - an item is leased to one reviewer at a time, and done with its labels by distinct reviewers;
// - items that are not done go back when their lease expires or its batch is completed, which
//   counts as an attempt unless they got a label, and when the working day ends, which does not;
// - with as many attempts as the policy allows, an item is dead-lettered.
// With a `sample`, one draw is handed out in random order, as the server does with an evaluation.
//
// The same arguments give the same result. INVALID_ARGUMENT for options that name nothing that can
// be run, and for a policy that cannot be followed.
absl::StatusOr<QueueRunResult> SimulateQueue(const Pool& pool, const Strategy& strategy,
                                             const QueueRunOptions& options);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_QUEUE_RUN_QUEUE_RUN_H_
