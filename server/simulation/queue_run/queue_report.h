// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_QUEUE_RUN_QUEUE_REPORT_H_
#define WINNOW_SERVER_SIMULATION_QUEUE_RUN_QUEUE_REPORT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/simulation/queue_run/queue_run.h"

namespace winnow::simulation {

// What there is to know of the data; a line per figure and a column per run; then the slices of
// each run. The runs are of the task.
std::string QueueRunText(const v1::SimulatedTask& task, absl::Span<const QueueRunResult> runs);

// An array of objects, one per run, each with what there is to know of the data; durations in
// hours, null where something never happened, and of changes where nothing is done.
std::string QueueRunJson(const v1::SimulatedTask& task, absl::Span<const QueueRunResult> runs);

struct QueueReport {
  std::string text;
  std::string json;
};

// Runs a queue under each strategy and writes both. Errors are those of SimulateQueue, and
// INVALID_ARGUMENT without strategies.
absl::StatusOr<QueueReport> ReportQueueRuns(const Pool& pool,
                                            const std::vector<Strategy>& strategies,
                                            const QueueRunOptions& options);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_QUEUE_RUN_QUEUE_REPORT_H_
