// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SequenceText.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/simulation/results/task_notes.h"
#include "server/simulation/sequence/sequence_report.h"
#include "server/simulation/sequence/sequence_summary.h"

namespace winnow::simulation {
namespace {

std::string LabelsText(std::optional<uint32_t> labels) {
  return labels.has_value() ? absl::StrCat(*labels) : "never";
}

// "85.0%".
std::string ShareText(std::optional<double> share) {
  return share.has_value() ? absl::StrFormat("%.1f%%", 100 * *share) : "-";
}

// "median" and "80 %" of what there is to find.
std::string UntilText(const LabelsUntil& until, std::optional<uint32_t> labels) {
  return until.found_share.has_value() ? LabelsText(labels) : "-";
}

std::string DaysText(const LabelsUntil& until, std::optional<uint32_t> labels, double per_day) {
  return labels.has_value() ? absl::StrFormat("%.1f", *labels / per_day) : UntilText(until, labels);
}

void AppendStep(const SequenceResult& result, const StepSummary& step, absl::string_view notes,
                std::string& text) {
  uint64_t can_be_found = 0;
  for (const RegressedSlice& slice : step.regressed) can_be_found += slice.can_be_found ? 1 : 0;
  absl::StrAppendFormat(&text,
                        "\n%s: %d slices, %d regressed, of these %d blocked where all is labelled\n"
                        "%s%-44s%8s%8s%8s%9s%9s%8s%8s%10s%8s%11s%8s\n",
                        step.task, step.slices, step.regressed.size(), can_be_found, notes, "",
                        "labels", "median", "80 %", "days", "80 %", "found", "of all", "decided",
                        "false", "any false", "passed");
  for (std::size_t i = 0; i < step.by_course.size(); ++i) {
    const CourseStep& course = step.by_course[i];
    const LabelsUntil& until = course.regressed;
    const double per_day = result.options.labels_per_day;
    absl::StrAppendFormat(&text, "%-44s%8.0f%8s%8s%8s%9s%9s%8s%9.1f%%%8.3f%10.1f%%%8.3f\n",
                          result.courses[i].name, course.labels, UntilText(until, until.median),
                          UntilText(until, until.p80), DaysText(until, until.median, per_day),
                          DaysText(until, until.p80, per_day), ShareText(until.found_share),
                          ShareText(course.found_of_all), 100 * course.decided, course.false_blocks,
                          100 * course.any_false_block, course.false_passes);
  }
}

void AppendRegressed(const StepSummary& step, std::string& text) {
  if (step.regressed.empty()) return;
  absl::StrAppendFormat(&text,
                        "  %-38s%8s%9s%9s  labels until found (median, 80 %%, found), by course\n",
                        "regressed slice (* can be found)", "items", "clusters", "change");
  for (const RegressedSlice& slice : step.regressed) {
    absl::StrAppendFormat(&text, "%s %-38s%8d%9d%9.4f", slice.can_be_found ? "*" : " ", slice.slice,
                          slice.items, slice.clusters, slice.change);
    for (const LabelsUntil& until : slice.by_course) {
      absl::StrAppendFormat(&text, "  | %5s %5s %4.0f%%", LabelsText(until.median),
                            LabelsText(until.p80), 100 * until.found_share.value_or(0));
    }
    text.push_back('\n');
  }
}

void AppendFigure(const char* name, const SteeredFigure& figure, double scale, std::string& text) {
  const std::string error =
      figure.error.has_value() ? absl::StrFormat("%.2f", scale * *figure.error) : "-";
  absl::StrAppendFormat(&text, "    %-52s%10.2f%10.2f%+10.2f +- %s\n", name, scale * figure.steered,
                        scale * figure.plain, scale * figure.difference(), error);
}

void AppendGroup(const char* name, const SteeredGroup& group, std::string& text) {
  absl::StrAppendFormat(&text, "  %s: %.2f slices of a replicate, %.2f of them regressed\n", name,
                        group.slices, group.regressed);
  if (group.slices == 0) return;
  AppendFigure("labels of a slice", group.labels, 1, text);
  AppendFigure("decided, % of slices", group.decided, 100, text);
  if (group.regressed == 0) return;
  AppendFigure("found, % of the regressed", group.found, 100, text);
  AppendFigure("labels until found, never is all of the step", group.labels_until, 1, text);
}

}  // namespace

std::string SequenceText(const SequenceResult& result) {
  const SequenceSummary summary = Summarize(result);
  std::string text = absl::StrFormat(
      "%d labels a step, %d looks, %g labels a day, %d replicates, budget %g\n",
      result.options.labels_per_step, result.options.looks, result.options.labels_per_day,
      result.options.replicates, result.options.regression_budget);
  for (std::size_t i = 0; i < summary.steps.size(); ++i) {
    AppendStep(result, summary.steps[i], TaskNotesText(result.steps[i]), text);
    AppendRegressed(summary.steps[i], text);
  }
  for (const SteeringSummary& steering : summary.steering) {
    absl::StrAppendFormat(&text,
                          "\n%s beside %s, steps after the first; the difference has its standard "
                          "error\n    %-52s%10s%10s%10s\n",
                          result.courses[steering.course].name, result.courses[steering.plain].name,
                          "", "steered", "plain", "difference");
    AppendGroup("leant to", steering.leant_to, text);
    AppendGroup("not leant to", steering.others, text);
  }
  return text;
}

}  // namespace winnow::simulation
