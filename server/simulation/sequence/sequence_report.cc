// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/sequence/sequence_report.h"

#include <limits>
#include <utility>

#include "server/release/report/json_text.h"
#include "server/simulation/results/task_notes.h"
#include "server/simulation/sequence/sequence_summary.h"
#include "server/simulation/trial/missing_signals.h"

namespace winnow::simulation {
namespace {

using release::JsonText;

// Not a number is written as null.
double LabelsOrNone(std::optional<uint32_t> labels) {
  return labels.has_value() ? *labels : std::numeric_limits<double>::quiet_NaN();
}

void WriteReal(absl::string_view name, std::optional<double> value, JsonText& json) {
  json.Real(name, value.value_or(std::numeric_limits<double>::quiet_NaN()));
}

void WriteUntil(const LabelsUntil& until, JsonText& json) {
  json.Real("labels_median", LabelsOrNone(until.median));
  json.Real("labels_p80", LabelsOrNone(until.p80));
  WriteReal("found_share", until.found_share, json);
}

void WriteOptions(const SequenceOptions& options, JsonText& json) {
  json.Open("options", '{').Count("labels_per_step", options.labels_per_step);
  json.Count("looks", options.looks).Real("labels_per_day", options.labels_per_day);
  json.Count("replicates", options.replicates).Count("seed", options.seed);
  json.Real("regression_budget", options.regression_budget);
  json.Real("steering_weight", options.steering_weight).Close('}');
}

void WriteCourses(const SequenceResult& result, const StepSummary& step, JsonText& json) {
  json.Open("courses", '[');
  for (std::size_t i = 0; i < step.by_course.size(); ++i) {
    const CourseStep& course = step.by_course[i];
    json.Open('{').String("course", result.courses[i].name).Real("labels", course.labels);
    WriteUntil(course.regressed, json);
    WriteReal("found_of_all", course.found_of_all, json);
    json.Real("decided", course.decided);
    json.Real("false_blocks", course.false_blocks);
    json.Real("any_false_block", course.any_false_block);
    json.Real("false_passes", course.false_passes).Close('}');
  }
  json.Close(']');
}

void WriteStep(const SequenceResult& result, const v1::SimulatedTask& task, const StepSummary& step,
               JsonText& json) {
  json.Open('{').String("task", step.task).Count("slices", step.slices);
  WriteTaskNotes(task, json);
  WriteCourses(result, step, json);
  json.Open("regressed", '[');
  for (const RegressedSlice& slice : step.regressed) {
    json.Open('{').String("slice", slice.slice).Count("items", slice.items);
    json.Count("clusters", slice.clusters).Real("change", slice.change);
    json.Bool("can_be_found", slice.can_be_found).Open("courses", '[');
    for (std::size_t i = 0; i < slice.by_course.size(); ++i) {
      json.Open('{').String("course", result.courses[i].name);
      WriteUntil(slice.by_course[i], json);
      json.Close('}');
    }
    json.Close(']').Close('}');
  }
  json.Close(']').Close('}');
}

// Null where the figure is of no slices.
void WriteFigure(const char* name, const SteeredFigure& figure, double slices, JsonText& json) {
  const auto known = [slices](double value) {
    return slices > 0 ? std::optional<double>(value) : std::nullopt;
  };
  json.Open(name, '{');
  WriteReal("steered", known(figure.steered), json);
  WriteReal("plain", known(figure.plain), json);
  WriteReal("difference", known(figure.difference()), json);
  WriteReal("standard_error", figure.error, json);
  json.Close('}');
}

void WriteGroup(const char* name, const SteeredGroup& group, JsonText& json) {
  json.Open(name, '{').Real("slices", group.slices).Real("regressed", group.regressed);
  WriteFigure("labels", group.labels, group.slices, json);
  WriteFigure("decided", group.decided, group.slices, json);
  WriteFigure("found", group.found, group.regressed, json);
  WriteFigure("labels_until_found", group.labels_until, group.regressed, json);
  json.Close('}');
}

}  // namespace

std::string SequenceJson(const SequenceResult& result) {
  const SequenceSummary summary = Summarize(result);
  JsonText json;
  json.Open('{');
  WriteOptions(result.options, json);
  json.Open("steps", '[');
  for (std::size_t i = 0; i < summary.steps.size(); ++i)
    WriteStep(result, result.steps[i], summary.steps[i], json);
  json.Close(']').Open("steering", '[');
  for (const SteeringSummary& steering : summary.steering) {
    json.Open('{').String("course", result.courses[steering.course].name);
    json.String("plain", result.courses[steering.plain].name);
    WriteGroup("leant_to", steering.leant_to, json);
    WriteGroup("others", steering.others, json);
    json.Close('}');
  }
  json.Close(']').Close('}');
  return std::move(json).Take();
}

absl::StatusOr<SequenceReport> ReportSequence(const std::vector<Pool>& steps,
                                              const std::vector<SequenceCourse>& courses,
                                              const SequenceOptions& options,
                                              selection::Executor& executor) {
  auto result = SimulateSequence(steps, courses, options, executor);
  if (!result.ok()) return result.status();
  std::vector<Strategy> strategies;
  for (const SequenceCourse& course : courses) {
    strategies.push_back(course.strategy);
    strategies.back().name = course.name;
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const absl::Status noted = NoteMissingSignals(steps[i], strategies, result->steps[i]);
    if (!noted.ok()) return noted;
  }
  SequenceReport report;
  report.text = SequenceText(*result);
  report.json = SequenceJson(*result);
  return report;
}

}  // namespace winnow::simulation
