// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/sequence/sequence_summary.h"

#include <algorithm>
#include <cmath>

#include "server/simulation/sequence/steering_tally.h"

namespace winnow::simulation {
namespace {

// What one course made of one step.
class CourseTally {
 public:
  CourseTally(const SequenceResult& result, std::size_t step)
      : task_(result.steps[step]),
        census_(result.census[step]),
        budget_(result.options.regression_budget) {}

  void Add(const StepOutcome& outcome) {
    ++replicates_;
    step_.labels += outcome.labels;
    uint64_t wrong = 0;
    for (std::size_t i = 0; i < outcome.slices.size(); ++i) {
      const SliceOutcome& slice = outcome.slices[i];
      const v1::SimulatedSlice& truth = task_.slices(static_cast<int>(i));
      ++slices_;
      step_.decided += slice.verdict != release::Verdict::kUndecided ? 1 : 0;
      if (!Regresses(truth, budget_)) {
        wrong += slice.labels_until_block > 0 ? 1 : 0;
        continue;
      }
      ++regressed_;
      found_ += slice.labels_until_block > 0 ? 1 : 0;
      step_.false_passes += slice.verdict == release::Verdict::kPass ? 1 : 0;
      if (census_[i] == release::Verdict::kBlock) until_.push_back(slice.labels_until_block);
    }
    step_.false_blocks += static_cast<double>(wrong);
    step_.any_false_block += wrong > 0 ? 1 : 0;
  }

  CourseStep Take() {
    const auto over = [](double& sum, double count) { sum = count > 0 ? sum / count : 0; };
    over(step_.labels, replicates_);
    over(step_.decided, slices_);
    if (regressed_ > 0) step_.found_of_all = found_ / regressed_;
    over(step_.false_blocks, replicates_);
    over(step_.any_false_block, replicates_);
    over(step_.false_passes, replicates_);
    step_.regressed = QuantilesOf(std::move(until_));
    return step_;
  }

 private:
  const v1::SimulatedTask& task_;
  const std::vector<release::Verdict>& census_;
  const double budget_;
  CourseStep step_;
  double replicates_ = 0;
  double slices_ = 0;
  double regressed_ = 0;
  double found_ = 0;  // of the regressed
  std::vector<uint32_t> until_;
};

RegressedSlice RegressedOf(const SequenceResult& result, std::size_t step, std::size_t slice) {
  const v1::SimulatedSlice& truth = result.steps[step].slices(static_cast<int>(slice));
  RegressedSlice regressed;
  regressed.slice = truth.slice();
  regressed.items = truth.items();
  regressed.clusters = truth.clusters();
  regressed.change = static_cast<double>(truth.change_nano()) / 1e9;
  regressed.can_be_found = result.census[step][slice] == release::Verdict::kBlock;
  for (std::size_t course = 0; course < result.courses.size(); ++course) {
    std::vector<uint32_t> until;
    for (std::size_t r = 0; r < result.options.replicates; ++r)
      until.push_back(result.At(course, r, step).slices[slice].labels_until_block);
    regressed.by_course.push_back(QuantilesOf(std::move(until)));
  }
  return regressed;
}

StepSummary SummarizeStep(const SequenceResult& result, std::size_t step) {
  const v1::SimulatedTask& task = result.steps[step];
  StepSummary summary;
  summary.task = task.task();
  summary.slices = static_cast<uint64_t>(task.slices_size());
  for (int slice = 0; slice < task.slices_size(); ++slice) {
    if (Regresses(task.slices(slice), result.options.regression_budget))
      summary.regressed.push_back(RegressedOf(result, step, static_cast<std::size_t>(slice)));
  }
  for (std::size_t course = 0; course < result.courses.size(); ++course) {
    CourseTally tally(result, step);
    for (std::size_t r = 0; r < result.options.replicates; ++r)
      tally.Add(result.At(course, r, step));
    summary.by_course.push_back(tally.Take());
  }
  return summary;
}

}  // namespace

LabelsUntil QuantilesOf(std::vector<uint32_t> labels_until) {
  LabelsUntil out;
  if (labels_until.empty()) return out;
  constexpr uint32_t kNever = UINT32_MAX;
  std::size_t found = 0;
  for (uint32_t& labels : labels_until) {
    if (labels == 0) {
      labels = kNever;
    } else {
      ++found;
    }
  }
  std::sort(labels_until.begin(), labels_until.end());
  // In percent, so that no rounding moves the rank.
  const auto at = [&](std::size_t percent) -> std::optional<uint32_t> {
    const uint32_t labels = labels_until[(labels_until.size() * percent + 99) / 100 - 1];
    if (labels == kNever) return std::nullopt;
    return labels;
  };
  out.median = at(50);
  out.p80 = at(80);
  out.found_share = static_cast<double>(found) / static_cast<double>(labels_until.size());
  return out;
}

SequenceSummary Summarize(const SequenceResult& result) {
  SequenceSummary summary;
  for (std::size_t step = 0; step < result.steps.size(); ++step)
    summary.steps.push_back(SummarizeStep(result, step));
  for (std::size_t course = 0; course < result.courses.size(); ++course) {
    if (result.courses[course].steering == Steering::kNone) continue;
    const auto plain = std::find_if(
        result.courses.begin(), result.courses.end(), [&](const SequenceCourse& other) {
          return other.steering == Steering::kNone &&
                 other.strategy.name == result.courses[course].strategy.name;
        });
    if (plain == result.courses.end()) continue;
    summary.steering.push_back(
        CompareSteering(result, course, static_cast<std::size_t>(plain - result.courses.begin())));
  }
  return summary;
}

}  // namespace winnow::simulation
