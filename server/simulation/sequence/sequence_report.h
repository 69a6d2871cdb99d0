// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SIMULATION_SEQUENCE_SEQUENCE_REPORT_H_
#define WINNOW_SERVER_SIMULATION_SEQUENCE_SEQUENCE_REPORT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/selection/executor.h"
#include "server/simulation/sequence/sequence.h"

namespace winnow::simulation {

// Tables: what there is to know of the data of each step, the courses step by step, the slices that
// regressed, and what steering did to slices that it leant to and to the others.
std::string SequenceText(const SequenceResult& result);

// One object with options, steps, each with what there is to know of its data, and steering; null
// where something was never found, and where there was nothing to find.
std::string SequenceJson(const SequenceResult& result);

struct SequenceReport {
  std::string text;
  std::string json;
};

// Simulates and writes both. Errors are those of SimulateSequence.
absl::StatusOr<SequenceReport> ReportSequence(const std::vector<Pool>& steps,
                                              const std::vector<SequenceCourse>& courses,
                                              const SequenceOptions& options,
                                              selection::Executor& executor);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_SEQUENCE_SEQUENCE_REPORT_H_
