// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/queue_run/queue_report.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/release/report/json_text.h"
#include "server/simulation/results/task_notes.h"
#include "server/simulation/trial/missing_signals.h"

namespace winnow::simulation {
namespace {

using release::JsonText;

double HoursOf(absl::Duration duration) { return absl::FDivDuration(duration, absl::Hours(1)); }

std::string HoursText(std::optional<absl::Duration> duration) {
  return duration.has_value() ? absl::StrFormat("%.1f h", HoursOf(*duration)) : "never";
}

std::string ChangeText(std::optional<double> change) {
  return change.has_value() ? absl::StrFormat("%.5f", *change) : "-";
}

absl::Duration OldestEver(const QueueRunResult& run) {
  absl::Duration oldest;
  for (const SliceRun& slice : run.slices) oldest = std::max(oldest, slice.oldest_ever);
  return oldest;
}

absl::Duration OldestAtEnd(const QueueRunResult& run) {
  absl::Duration oldest;
  for (const SliceRun& slice : run.slices) oldest = std::max(oldest, slice.oldest_at_end);
  return oldest;
}

struct FigureLine {
  const char* name;
  std::function<std::string(const QueueRunResult&)> text;
};

std::vector<FigureLine> WorkLines() {
  return {
      {"length of the run", [](const auto& run) { return HoursText(run.length); }},
      {"nothing left to do", [](const auto& run) { return run.finished ? "yes" : "no"; }},
      {"labels", [](const auto& run) { return absl::StrCat(run.labels.labels); }},
      {"labels a day", [](const auto& run) { return absl::StrFormat("%.1f", run.labels.per_day); }},
      {"labels a reviewer's hour",
       [](const auto& run) { return absl::StrFormat("%.2f", run.labels.per_reviewer_hour); }},
      {"all slices had their target", [](const auto& run) { return HoursText(run.targets_met); }},
      {"done", [](const auto& run) { return absl::StrCat(run.counts.done); }},
      {"dead-lettered", [](const auto& run) { return absl::StrCat(run.counts.dead_lettered); }},
      {"leased at the end", [](const auto& run) { return absl::StrCat(run.counts.leased); }},
      {"waiting at the end", [](const auto& run) { return absl::StrCat(run.counts.waiting); }},
      {"to come", [](const auto& run) { return absl::StrCat(run.counts.to_come); }},
      {"oldest waiting at the end", [](const auto& run) { return HoursText(OldestAtEnd(run)); }},
      {"oldest waiting ever", [](const auto& run) { return HoursText(OldestEver(run)); }},
  };
}

std::vector<FigureLine> LeaseLines() {
  return {
      {"leases", [](const auto& run) { return absl::StrCat(run.leases.leases); }},
      {"expired", [](const auto& run) { return absl::StrCat(run.leases.expired); }},
      {"of these never worked on",
       [](const auto& run) { return absl::StrCat(run.leases.abandoned); }},
      {"time lost in expired leases", [](const auto& run) { return HoursText(run.leases.lost); }},
      {"the same, times items", [](const auto& run) { return HoursText(run.leases.item_lost); }},
      {"over-assigned", [](const auto& run) { return absl::StrCat(run.leases.over_assigned); }},
      {"leased to whoever had it before",
       [](const auto& run) { return absl::StrCat(run.leases.repeats); }},
      {"leased more than once",
       [](const auto& run) { return absl::StrCat(run.leases.leased_again); }},
  };
}

std::vector<FigureLine> AnswerLines() {
  return {
      {"empty answers, nothing waited",
       [](const auto& run) { return absl::StrCat(run.empty.nothing_waits); }},
      {"false-empty answers", [](const auto& run) { return absl::StrCat(run.empty.false_ones()); }},
      {"of these by capacity", [](const auto& run) { return absl::StrCat(run.empty.capacity); }},
      {"by the reviewer's slices",
       [](const auto& run) { return absl::StrCat(run.empty.slice_filter); }},
      {"by caps", [](const auto& run) { return absl::StrCat(run.empty.caps); }},
      {"by quotas", [](const auto& run) { return absl::StrCat(run.empty.quotas); }},
      {"wrong labels", [](const auto& run) { return absl::StrCat(run.labels.wrong); }},
      {"done with a wrong outcome",
       [](const auto& run) { return absl::StrCat(run.labels.done_wrong); }},
      {"done with labels that differ",
       [](const auto& run) { return absl::StrCat(run.labels.disputed); }},
      {"change of what is done, as labelled",
       [](const auto& run) { return ChangeText(run.labels.change_labelled); }},
      {"the same in truth", [](const auto& run) { return ChangeText(run.labels.change_true); }},
  };
}

void AppendLines(absl::Span<const QueueRunResult> runs, const std::vector<FigureLine>& lines,
                 std::string& text) {
  for (const FigureLine& line : lines) {
    absl::StrAppendFormat(&text, "%-36s", line.name);
    for (const QueueRunResult& run : runs) absl::StrAppendFormat(&text, "%20s", line.text(run));
    text.push_back('\n');
  }
}

void AppendSlices(const QueueRunResult& run, std::string& text) {
  absl::StrAppendFormat(&text, "\n%s\n%-36s%11s%8s%8s%9s%12s%14s%14s\n", run.policy, "slice",
                        "candidates", "done", "dead", "target", "target met", "oldest at end",
                        "oldest ever");
  for (const SliceRun& slice : run.slices) {
    absl::StrAppendFormat(&text, "%-36s%11d%8d%8d%9d%12s%14s%14s\n", slice.slice, slice.candidates,
                          slice.done, slice.dead_lettered, slice.target,
                          HoursText(slice.target_met), HoursText(slice.oldest_at_end),
                          HoursText(slice.oldest_ever));
  }
}

// Is written as null.
constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

double HoursOrNone(std::optional<absl::Duration> duration) {
  return duration.has_value() ? HoursOf(*duration) : kNoNumber;
}

void WriteLeases(const LeaseTally& tally, JsonText& json) {
  json.Open("leases", '{').Count("leases", tally.leases).Count("items", tally.items);
  json.Count("expired", tally.expired).Count("abandoned", tally.abandoned);
  json.Count("items_expired", tally.items_expired);
  json.Real("lost_hours", HoursOf(tally.lost)).Real("lost_item_hours", HoursOf(tally.item_lost));
  json.Count("over_assigned", tally.over_assigned).Count("repeats", tally.repeats);
  json.Count("leased_again", tally.leased_again).Close('}');
}

void WriteLabels(const LabelTally& tally, JsonText& json) {
  json.Open("labels", '{').Count("labels", tally.labels).Count("wrong", tally.wrong);
  json.Count("disputed", tally.disputed).Count("done_wrong", tally.done_wrong);
  json.Real("per_day", tally.per_day).Real("per_reviewer_hour", tally.per_reviewer_hour);
  json.Real("change_labelled", tally.change_labelled.value_or(kNoNumber));
  json.Real("change_true", tally.change_true.value_or(kNoNumber));
  json.Open("by_day", '[');
  for (std::size_t day = 0; day < tally.by_day.size(); ++day) {
    json.Open('{').Count("day", day).Count("labels", tally.by_day[day]).Close('}');
  }
  json.Close(']').Close('}');
}

void WriteSlices(const QueueRunResult& run, JsonText& json) {
  json.Open("slices", '[');
  for (const SliceRun& slice : run.slices) {
    json.Open('{').String("slice", slice.slice).Count("candidates", slice.candidates);
    json.Count("done", slice.done).Count("dead_lettered", slice.dead_lettered);
    json.Count("target", slice.target).Real("target_met_hours", HoursOrNone(slice.target_met));
    json.Real("oldest_at_end_hours", HoursOf(slice.oldest_at_end));
    json.Real("oldest_ever_hours", HoursOf(slice.oldest_ever)).Close('}');
  }
  json.Close(']');
}

void WriteRun(const v1::SimulatedTask& task, const QueueRunResult& run, JsonText& json) {
  json.Open('{').String("task", run.task).String("policy", run.policy);
  WriteTaskNotes(task, json);
  json.Real("length_hours", HoursOf(run.length)).Bool("finished", run.finished);
  json.Real("targets_met_hours", HoursOrNone(run.targets_met));
  json.Open("candidates", '{').Count("to_come", run.counts.to_come);
  json.Count("waiting", run.counts.waiting).Count("leased", run.counts.leased);
  json.Count("done", run.counts.done).Count("dead_lettered", run.counts.dead_lettered).Close('}');
  json.Open("empty_answers", '{').Count("nothing_waits", run.empty.nothing_waits);
  json.Count("capacity", run.empty.capacity).Count("slice_filter", run.empty.slice_filter);
  json.Count("caps", run.empty.caps).Count("quotas", run.empty.quotas).Close('}');
  WriteLeases(run.leases, json);
  WriteLabels(run.labels, json);
  WriteSlices(run, json);
  json.Close('}');
}

}  // namespace

std::string QueueRunText(const v1::SimulatedTask& task, absl::Span<const QueueRunResult> runs) {
  std::string text = absl::StrCat(task.task(), "\n", TaskNotesText(task));
  absl::StrAppendFormat(&text, "%-36s", "");
  for (const QueueRunResult& run : runs) absl::StrAppendFormat(&text, "%20s", run.policy);
  text.push_back('\n');
  AppendLines(runs, WorkLines(), text);
  AppendLines(runs, LeaseLines(), text);
  AppendLines(runs, AnswerLines(), text);
  for (const QueueRunResult& run : runs) AppendSlices(run, text);
  return text;
}

std::string QueueRunJson(const v1::SimulatedTask& task, absl::Span<const QueueRunResult> runs) {
  JsonText json;
  json.Open('[');
  for (const QueueRunResult& run : runs) WriteRun(task, run, json);
  json.Close(']');
  return std::move(json).Take();
}

absl::StatusOr<QueueReport> ReportQueueRuns(const Pool& pool,
                                            const std::vector<Strategy>& strategies,
                                            const QueueRunOptions& options) {
  if (strategies.empty()) return absl::InvalidArgumentError("there are no policies");
  std::vector<QueueRunResult> runs;
  for (const Strategy& strategy : strategies) {
    auto run = SimulateQueue(pool, strategy, options);
    if (!run.ok()) return run.status();
    runs.push_back(*std::move(run));
  }
  v1::SimulatedTask task = pool.task;
  const absl::Status noted = NoteMissingSignals(pool, strategies, task);
  if (!noted.ok()) return noted;
  QueueReport report;
  report.text = QueueRunText(task, runs);
  report.json = QueueRunJson(task, runs);
  return report;
}

}  // namespace winnow::simulation
