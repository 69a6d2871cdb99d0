// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "server/simulation/sequence/sequence_report.h"
#include "server/simulation_cli/arguments.h"
#include "server/simulation_cli/files.h"
#include "server/simulation_cli/pool_files.h"
#include "server/simulation_cli/shared_options.h"
#include "server/simulation_cli/thread_executor.h"
#include "server/simulation_cli/verbs.h"

namespace winnow::simulation {
namespace {

constexpr absl::string_view kSequenceOptions[] = {"--labels",     "--looks", "--per-day",
                                                  "--replicates", "--seed",  "--regression-budget",
                                                  "--threads",    "--json"};
constexpr uint64_t kMostStepLabels = 65'536;
constexpr uint64_t kMostLooks = 100;
constexpr uint64_t kMostSequences = 100'000;
constexpr double kLeastRate = 1e-3;
constexpr double kMostRate = 1e9;

absl::StatusOr<SequenceOptions> SequenceOptionsOf(const Arguments& arguments) {
  SequenceOptions options;
  const auto labels = arguments.Whole("--labels", options.labels_per_step, {1, kMostStepLabels});
  if (!labels.ok()) return labels.status();
  const auto looks = arguments.Whole("--looks", options.looks, {1, kMostLooks});
  if (!looks.ok()) return looks.status();
  const auto per_day = arguments.Real("--per-day", options.labels_per_day, {kLeastRate, kMostRate});
  if (!per_day.ok()) return per_day.status();
  const auto replicates = arguments.Whole("--replicates", options.replicates, {1, kMostSequences});
  if (!replicates.ok()) return replicates.status();
  const auto seed = arguments.Whole("--seed", options.seed, {});
  if (!seed.ok()) return seed.status();
  const auto budget = RegressionBudgetOf(arguments);
  if (!budget.ok()) return budget.status();
  options.labels_per_step = static_cast<uint32_t>(*labels);
  options.looks = *looks;
  options.labels_per_day = *per_day;
  options.replicates = static_cast<uint32_t>(*replicates);
  options.seed = *seed;
  options.regression_budget = *budget;
  return options;
}

}  // namespace

int SequenceVerb(absl::Span<const std::string> words) {
  const auto arguments = Arguments::Parse(words, {.once = kSequenceOptions, .often = kPoolOptions});
  if (!arguments.ok()) return Complain(arguments.status());
  const auto threads = ThreadsOf(*arguments);
  if (!threads.ok()) return Complain(threads.status());
  const auto options = SequenceOptionsOf(*arguments);
  if (!options.ok()) return Complain(options.status());
  const std::string json = arguments->Text("--json");
  if (!json.empty()) {
    if (const absl::Status status = CheckWritable(json); !status.ok()) return Complain(status);
  }
  const auto pools = ReadPools(*arguments, kLeastSliceItems);
  if (!pools.ok()) return Complain(pools.status());
  ThreadExecutor executor(*threads);
  const auto report = ReportSequence(*pools, DefaultSequenceCourses(), *options, executor);
  if (!report.ok()) return Complain(report.status());
  if (!json.empty()) {
    if (const absl::Status status = WriteFile(json, report->json); !status.ok())
      return Complain(status);
  }
  return Tell(report->text);
}

}  // namespace winnow::simulation
