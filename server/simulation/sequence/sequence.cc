// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/sequence/sequence.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/release/decision/looks.h"
#include "server/release/decision/release_decision.h"
#include "server/selection/stable_hash.h"
#include "server/simulation/sequence/master_sample.h"
#include "server/simulation/trial/pool_frame.h"
#include "server/simulation/trial/slice_estimates.h"

namespace winnow::simulation {
namespace {

absl::Status RefuseSequence(absl::string_view problem) {
  return absl::InvalidArgumentError(problem);
}

absl::Status CheckNumbers(const SequenceOptions& options) {
  if (options.labels_per_step == 0) return RefuseSequence("labels_per_step must be at least 1");
  if (options.looks == 0 || options.looks > options.labels_per_step)
    return RefuseSequence("looks must be 1 to the labels of a step");
  if (!std::isfinite(options.labels_per_day) || options.labels_per_day <= 0)
    return RefuseSequence("labels_per_day must be above 0");
  if (options.replicates == 0) return RefuseSequence("replicates must be at least 1");
  if (!std::isfinite(options.regression_budget) || options.regression_budget < 0)
    return RefuseSequence("regression_budget must be 0 or more");
  if (!std::isfinite(options.steering_weight) || options.steering_weight < 0)
    return RefuseSequence("steering_weight must be 0 or more");
  return absl::OkStatus();
}

absl::Status CheckCourses(const std::vector<SequenceCourse>& courses) {
  absl::flat_hash_set<std::string> names;
  for (const SequenceCourse& course : courses) {
    if (!names.insert(course.name).second)
      return RefuseSequence(absl::StrCat("two courses have the name ", course.name));
    if (course.steering != Steering::kNone && !course.strategy.knows_slices)
      return RefuseSequence(absl::StrCat(course.name, " knows no slices that it could lean to"));
  }
  return absl::OkStatus();
}

// A strategy on the pool of a step.
struct StepGround {
  std::unique_ptr<PoolFrame> frame;
  std::unique_ptr<SliceEstimator> estimator;
};

absl::StatusOr<StepGround> GroundOf(const Pool& pool, const SequenceCourse& course, double weight) {
  Strategy strategy = course.strategy;
  if (course.steering != Steering::kNone)
    strategy.policy.mutable_slice_terms()->set_recent_regression_weight(weight);
  StepGround ground;
  auto frame = PoolFrame::Make(pool, strategy);
  if (!frame.ok()) return frame.status();
  ground.frame = *std::move(frame);
  if (strategy.estimation == Estimation::kDesign &&
      ground.frame->policy().exploration.share < selection::kMicrosPerUnit) {
    return RefuseSequence(absl::StrCat(
        course.name, " does not draw everything at random, as an evaluation by design must"));
  }
  auto estimator = SliceEstimator::Make({pool, *ground.frame, strategy.estimation});
  if (!estimator.ok()) return estimator.status();
  ground.estimator = std::make_unique<SliceEstimator>(*std::move(estimator));
  return ground;
}

using Marks = absl::flat_hash_set<std::string>;  // ids of slices

void Remark(const Pool& pool, const StepOutcome& outcome, Steering steering, Marks& marks) {
  if (steering == Steering::kNone) return;
  for (std::size_t i = 0; i < pool.slices.size(); ++i) {
    const release::Verdict verdict = outcome.slices[i].verdict;
    if (verdict == release::Verdict::kPass) {
      marks.erase(pool.slices[i]);
    } else if (verdict == release::Verdict::kBlock || steering == Steering::kBlockedOrUndecided) {
      marks.insert(pool.slices[i]);
    }
  }
}

using Changes = std::vector<std::optional<release::ChangeEstimate>>;

// What the gate says of each slice at one of the looks.
absl::StatusOr<std::vector<release::Verdict>> VerdictsOf(const Changes& changes,
                                                         const SequenceOptions& options) {
  std::vector<release::Comparison> comparisons;
  for (const auto& change : changes) comparisons.push_back({change, options.regression_budget});
  release::DecisionRules rules;
  rules.looks = options.looks;
  const auto decision = release::DecideRelease(comparisons, rules);
  if (!decision.ok()) return decision.status();
  std::vector<release::Verdict> verdicts;
  for (const release::Finding& finding : decision->findings) verdicts.push_back(finding.verdict);
  return verdicts;
}

// The same where every candidate is labelled.
absl::StatusOr<std::vector<release::Verdict>> CensusOf(const Pool& pool,
                                                       const SequenceOptions& options) {
  SequenceCourse everything;
  everything.strategy = *FindStrategy("uniform");
  const auto ground = GroundOf(pool, everything, 0);
  if (!ground.ok()) return ground.status();
  std::vector<Labelled> labelled(pool.items.size());
  for (uint32_t i = 0; i < labelled.size(); ++i) {
    labelled[i].drawn.item = i;
    labelled[i].difference = pool.items[i].difference;
    labelled[i].reference_units = pool.items[i].reference_units;
  }
  const auto changes = ground->estimator->Estimate(labelled);
  if (!changes.ok()) return changes.status();
  return VerdictsOf(*changes, options);
}

// A step of a course in a replicate.
class StepRun {
 public:
  StepRun(const Pool& pool, const StepGround& ground, const SequenceOptions& options)
      : pool_(pool), ground_(ground), options_(options) {}

  absl::StatusOr<StepOutcome> Run(const Marks& marks, uint64_t seed) {
    outcome_.slices.resize(pool_.slices.size());
    std::vector<selection::SliceFacts> facts(ground_.frame->frame().slices.begin(),
                                             ground_.frame->frame().slices.end());
    for (selection::SliceFacts& slice : facts) slice.recent_regression = marks.contains(slice.id);
    for (std::size_t i = 0; i < pool_.slices.size(); ++i)
      outcome_.slices[i].marked = marks.contains(pool_.slices[i]);
    const std::vector<DrawnItem> sample =
        DrawMasterSample(*ground_.frame, {options_.labels_per_step, seed, facts});
    outcome_.labels = static_cast<uint32_t>(sample.size());
    for (const DrawnItem& drawn : sample) ++outcome_.slices[pool_.items[drawn.item].slice].labels;
    for (uint64_t look = 1; look <= options_.looks; ++look) {
      if (absl::Status status = Look(sample, look); !status.ok()) return status;
    }
    return std::move(outcome_);
  }

 private:
  absl::Status Look(const std::vector<DrawnItem>& sample, uint64_t number) {
    const auto count = release::ItemsAtLook(sample.size(), {number, options_.looks});
    if (!count.ok()) return count.status();
    const auto labelled = LabelledPrefix(pool_, sample, *count);
    if (!labelled.ok()) return labelled.status();
    const auto changes = ground_.estimator->Estimate(*labelled);
    if (!changes.ok()) return changes.status();
    const auto verdicts = VerdictsOf(*changes, options_);
    if (!verdicts.ok()) return verdicts.status();
    for (std::size_t i = 0; i < outcome_.slices.size(); ++i) {
      SliceOutcome& slice = outcome_.slices[i];
      if (slice.labels_until_block > 0) continue;
      slice.verdict = (*verdicts)[i];
      if (slice.verdict == release::Verdict::kBlock)
        slice.labels_until_block = static_cast<uint32_t>(*count);
    }
    return absl::OkStatus();
  }

  const Pool& pool_;
  const StepGround& ground_;
  const SequenceOptions& options_;
  StepOutcome outcome_;
};

absl::Status CheckSequence(const std::vector<Pool>& steps,
                           const std::vector<SequenceCourse>& courses,
                           const SequenceOptions& options) {
  if (steps.empty()) return RefuseSequence("there are no releases");
  if (courses.empty()) return RefuseSequence("there are no policies");
  if (absl::Status status = CheckNumbers(options); !status.ok()) return status;
  for (const Pool& pool : steps) {
    if (options.labels_per_step <= pool.items.size()) continue;
    return RefuseSequence(absl::StrCat(options.labels_per_step, " labels are more than the ",
                                       pool.items.size(), " candidates of ", pool.task.task(),
                                       "; ask for fewer"));
  }
  double slices = 0;
  for (const Pool& pool : steps) slices += static_cast<double>(pool.slices.size());
  const double outcomes = slices * static_cast<double>(courses.size()) * options.replicates;
  if (outcomes > kMostSliceOutcomes) {
    return RefuseSequence(absl::StrFormat(
        "%d replicates of %d courses have %.0f outcomes of slices, of which %.0f can be held: ask "
        "for fewer replicates",
        options.replicates, courses.size(), outcomes, kMostSliceOutcomes));
  }
  return CheckCourses(courses);
}

}  // namespace

std::vector<SequenceCourse> DefaultSequenceCourses() {
  std::vector<SequenceCourse> courses(4);
  const auto evaluation = FindStrategy("release-evaluation");
  const auto random = FindStrategy("random");
  for (SequenceCourse& course : courses) course.strategy = *evaluation;
  courses[0].name = "release-evaluation";
  courses[1].name = "release-evaluation, steered";
  courses[1].steering = Steering::kBlocked;
  courses[2].name = "release-evaluation, steered to undecided too";
  courses[2].steering = Steering::kBlockedOrUndecided;
  courses[3].name = "random";
  courses[3].strategy = *random;
  return courses;
}

absl::StatusOr<SequenceResult> SimulateSequence(const std::vector<Pool>& steps,
                                                const std::vector<SequenceCourse>& courses,
                                                const SequenceOptions& options,
                                                selection::Executor& executor) {
  if (absl::Status status = CheckSequence(steps, courses, options); !status.ok()) return status;
  std::vector<StepGround> grounds;  // by course and step
  for (const SequenceCourse& course : courses) {
    for (const Pool& pool : steps) {
      auto ground = GroundOf(pool, course, options.steering_weight);
      if (!ground.ok()) return ground.status();
      grounds.push_back(*std::move(ground));
    }
  }
  SequenceResult result;
  result.options = options;
  result.courses = courses;
  for (const Pool& pool : steps) {
    auto census = CensusOf(pool, options);
    if (!census.ok()) return census.status();
    result.census.push_back(*std::move(census));
    result.steps.push_back(pool.task);
  }
  const std::size_t runs = courses.size() * options.replicates;
  result.outcomes.resize(runs * steps.size());
  std::vector<absl::Status> statuses(runs);
  executor.ParallelFor(runs, [&](std::size_t run) {
    const std::size_t course = run / options.replicates;
    Marks marks;
    for (std::size_t step = 0; step < steps.size() && statuses[run].ok(); ++step) {
      const uint64_t seed = selection::Mix(
          selection::Mix(options.seed, selection::StaticIdHash(steps[step].task.task())),
          run % options.replicates * steps.size() + step);
      const StepGround& ground = grounds[course * steps.size() + step];
      auto outcome = StepRun(steps[step], ground, options).Run(marks, seed);
      statuses[run] = outcome.status();
      if (!outcome.ok()) break;
      Remark(steps[step], *outcome, courses[course].steering, marks);
      result.outcomes[run * steps.size() + step] = *std::move(outcome);
    }
  });
  for (const absl::Status& status : statuses) {
    if (!status.ok()) return status;
  }
  return result;
}

}  // namespace winnow::simulation
