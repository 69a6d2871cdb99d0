// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Sequences of releases: one is evaluated after the other, and what the gate finds steers where the
// next evaluation looks.
#ifndef WINNOW_SERVER_SIMULATION_SEQUENCE_SEQUENCE_H_
#define WINNOW_SERVER_SIMULATION_SEQUENCE_SEQUENCE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/release/decision/verdict.h"
#include "server/selection/executor.h"
#include "server/simulation/pool/pool.h"
#include "server/simulation/trial/strategy.h"
#include "winnow/v1/simulation.pb.h"

namespace winnow::simulation {

// Which slices the next evaluation leans to: those that have the mark of a recent regression. All
// but kNone take the mark away from slices that pass.
enum class Steering {
  kNone,                // none has it
  kBlocked,             // the gate blocked them, as the server marks them
  kBlockedOrUndecided,  // those that it could not decide about as well
};

// One way to go through a sequence.
struct SequenceCourse {
  std::string name;  // unique
  Strategy strategy;
  Steering steering = Steering::kNone;
};

// `release-evaluation`, the same with either kind of steering, and `random`.
std::vector<SequenceCourse> DefaultSequenceCourses();

struct SequenceOptions {
  uint32_t labels_per_step = 600;  // of the master sample of a step
  uint64_t looks = 3;              // declared, after equal parts of it
  double labels_per_day = 200;
  uint32_t replicates = 100;
  uint64_t seed = 1;
  double regression_budget = 0.01;  // errors per unit that a slice may get worse by
  // What a mark adds to the weight of a slice, in place of what the policy says
  // (SliceTerms.recent_regression_weight).
  double steering_weight = 2;
};

// What the gate found of a slice in a step.
struct SliceOutcome {
  bool marked = false;  // the evaluation leaned to it
  // Labels of the step, over all slices, at the look that blocked it first; 0: none did.
  uint32_t labels_until_block = 0;
  uint32_t labels = 0;  // of the slice, over the whole step
  // BLOCK if a look said so, else what the last one said.
  release::Verdict verdict = release::Verdict::kUndecided;
};

// Of a step of a course in a replicate; `slices` in the order of the step's task.
struct StepOutcome {
  uint32_t labels = 0;
  std::vector<SliceOutcome> slices;
};

struct SequenceResult {
  SequenceOptions options;
  std::vector<v1::SimulatedTask> steps;
  std::vector<SequenceCourse> courses;
  // By step and slice: what the gate says, at the tails of one look, where everything is labelled.
  // A slice that it does not block then has too few or too different clusters to be found at all.
  std::vector<std::vector<release::Verdict>> census;
  // By course, replicate and step, the last one fastest.
  std::vector<StepOutcome> outcomes;

  const StepOutcome& At(std::size_t course, std::size_t replicate, std::size_t step) const {
    return outcomes[(course * options.replicates + replicate) * steps.size() + step];
  }
};

// Slices over all steps, courses and replicates: all are held at once, in about 2 GB.
inline constexpr double kMostSliceOutcomes = 1e8;

// Goes through the steps, in their order, with every course. In each step one master sample is
// drawn, handed out in random order and labelled without errors; after each look the gate decides
// about all slices of the step as one family. Slices of different steps are the same by their ids.
//
// A replicate of a step has one seed for all courses (common random numbers). The results do not
// depend on the executor.
//
// INVALID_ARGUMENT without steps or courses, for two courses of one name, options that name nothing
// to run, more labels than a step has candidates, more outcomes than kMostSliceOutcomes, a course
// that steers by slices that its strategy does not know, and a strategy that estimates by design
// without drawing everything at random.
absl::StatusOr<SequenceResult> SimulateSequence(const std::vector<Pool>& steps,
                                                const std::vector<SequenceCourse>& courses,
                                                const SequenceOptions& options,
                                                selection::Executor& executor);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_SEQUENCE_SEQUENCE_H_
