// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a sequence shows: how many labels it takes to find what regressed, and what steering does.
#ifndef WINNOW_SERVER_SIMULATION_SEQUENCE_SEQUENCE_SUMMARY_H_
#define WINNOW_SERVER_SIMULATION_SEQUENCE_SEQUENCE_SUMMARY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "server/simulation/sequence/sequence.h"

namespace winnow::simulation {

// Labels of a step until something was found, over replicates. A quantile q of n is the
// ceil(q n)-th smallest; where that one was not found within the step there is none.
struct LabelsUntil {
  std::optional<uint32_t> median;
  std::optional<uint32_t> p80;
  std::optional<double> found_share;  // within the step; none of nothing to find
};

// From counts of labels, 0 for never. None are an empty one.
LabelsUntil QuantilesOf(std::vector<uint32_t> labels_until);

// A slice that truly regresses by more than the budget.
struct RegressedSlice {
  std::string slice;
  uint64_t items = 0;
  uint64_t clusters = 0;
  double change = 0;  // in truth
  // The gate blocks it where everything is labelled (SequenceResult::census).
  bool can_be_found = false;
  std::vector<LabelsUntil> by_course;
};

// What a course found in a step, over replicates.
struct CourseStep {
  double labels = 0;  // of a replicate
  // Of all regressed slices that can be found, each of each replicate with the same weight.
  LabelsUntil regressed;
  // Share of all regressed slices, found within the step; none where none regressed.
  std::optional<double> found_of_all;
  double decided = 0;          // share of all slices that passed or were blocked
  double false_blocks = 0;     // slices of a replicate that were blocked and do not regress
  double any_false_block = 0;  // share of the replicates
  double false_passes = 0;     // slices of a replicate that passed and do regress
};

struct StepSummary {
  std::string task;
  uint64_t slices = 0;
  std::vector<RegressedSlice> regressed;
  std::vector<CourseStep> by_course;
};

// A figure with and without steering over the same slices and replicates, and the standard error of
// the difference, from replicate to replicate; none of a single one.
struct SteeredFigure {
  double steered = 0;
  double plain = 0;
  std::optional<double> error;

  double difference() const { return steered - plain; }
};

// Slices of the steps after the first in which a steered course leant to them, or did not.
struct SteeredGroup {
  double slices = 0;           // of a replicate, over the steps
  double regressed = 0;        // of these
  SteeredFigure labels;        // of a slice
  SteeredFigure decided;       // share of the slices
  SteeredFigure found;         // share of those that regressed
  SteeredFigure labels_until;  // found; what was never found counts with all labels of the step
};

// A steered course beside the course of the same strategy without steering.
struct SteeringSummary {
  std::size_t course = 0;
  std::size_t plain = 0;
  SteeredGroup leant_to;
  SteeredGroup others;
};

struct SequenceSummary {
  std::vector<StepSummary> steps;
  std::vector<SteeringSummary> steering;  // of every steered course that has a plain one
};

SequenceSummary Summarize(const SequenceResult& result);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_SEQUENCE_SEQUENCE_SUMMARY_H_
