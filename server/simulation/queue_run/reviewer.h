// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_QUEUE_RUN_REVIEWER_H_
#define WINNOW_SERVER_SIMULATION_QUEUE_RUN_REVIEWER_H_

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "server/selection/types.h"
#include "server/simulation/pool/pool.h"
#include "server/simulation/queue_run/queue_run.h"

namespace winnow::simulation {

// A number that is drawn like from a standard normal distribution, out of a hash: the sum of twelve
// uniform ones less 6, which is never beyond 6.
double NormalLike(uint64_t key);

// Somebody who labels.
struct Reviewer {
  absl::Duration per_item;
  absl::Duration day_start;                // since midnight
  absl::Duration working_day;              // 24 hours: always
  std::vector<selection::SliceNo> slices;  // that they take; empty: all

  // The first moment from `now` on at which they work.
  absl::Duration NextWork(absl::Duration now) const;
  // The end of the working day that `now` is in.
  absl::Duration DayEnd(absl::Duration now) const;
  // Time worked before `until`.
  absl::Duration WorkedBefore(absl::Duration until) const;
};

// The reviewers of a model for `slices` slices. The model is one that SimulateQueue takes.
std::vector<Reviewer> MakeReviewers(const ReviewerModel& model, std::size_t slices, uint64_t seed);

// What a wrong label says of a candidate: half of them say no difference, the others the opposite
// one; of one without a difference, an error more or less. Where a label can show no difference, a
// wrong one does not exist: the true one is given back.
double WrongDifference(const Pool& pool, const PoolItem& item, uint64_t key);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_QUEUE_RUN_REVIEWER_H_
