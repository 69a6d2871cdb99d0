// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How every queue stands at one moment, for the status page and the metrics.
#ifndef WINNOW_SERVER_QUEUE_SURVEY_H_
#define WINNOW_SERVER_QUEUE_SURVEY_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "server/loop/loop.h"
#include "server/ops/queue_metrics.h"
#include "winnow/v1/governance_service.pb.h"
#include "winnow/v1/policy.pb.h"

namespace winnow::app {

struct QueueStanding {
  v1::QueueStatusResponse status;
  // Of the active policy; all 0 where there is none.
  v1::ReviewerCapacity capacity;
  // Candidates whose labels wait for a decision; absent where it is not to be shown.
  std::optional<uint64_t> open_adjudications;
};

// Asks the loop about every queue, in the order of their names. Waits for the answers, so not for a
// thread that serves calls. Safe for use from any thread.
absl::StatusOr<std::vector<QueueStanding>> SurveyQueues(loop::Loop& loop);

// The share of a slice's quota that the newest batch filled; 1 where nothing was asked. Pure.
double FillRatio(const v1::QuotaLine& quota);
// Labelled candidates by the target, or the override; 1 where there is no target; nullopt where the
// count is hidden. Pure.
std::optional<double> CoverageRatio(const v1::Slice& slice);

// What the gauges show of it: slices by launch weight, the heaviest first. Pure.
ops::QueueReading ToReading(const QueueStanding& standing);

}  // namespace winnow::app

#endif  // WINNOW_SERVER_QUEUE_SURVEY_H_
