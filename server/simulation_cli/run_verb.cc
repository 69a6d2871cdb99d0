// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/simulation/trial/experiment.h"
#include "server/simulation/trial/strategy.h"
#include "server/simulation_cli/arguments.h"
#include "server/simulation_cli/outputs.h"
#include "server/simulation_cli/pool_files.h"
#include "server/simulation_cli/progress.h"
#include "server/simulation_cli/shared_options.h"
#include "server/simulation_cli/thread_executor.h"
#include "server/simulation_cli/verbs.h"

namespace winnow::simulation {
namespace {

constexpr absl::string_view kRunOptions[] = {
    "--policies", "--budgets", "--replicates", "--seed", "--regression-budget",
    "--shard",    "--threads", "-o",           "--json", "--records"};
constexpr uint64_t kMostReplicates = 1'000'000;
constexpr uint64_t kMostLabels = 65'536;  // of one draw

absl::StatusOr<std::vector<uint32_t>> BudgetsOf(const Arguments& arguments) {
  std::vector<std::string> texts = arguments.List("--budgets");
  if (texts.empty()) texts = {"250", "500", "1000"};
  std::vector<uint32_t> budgets;
  for (const std::string& text : texts) {
    uint32_t labels = 0;
    if (!absl::SimpleAtoi(text, &labels) || labels == 0 || labels > kMostLabels) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--budgets: '", text, "' is not a number of labels from 1 to ", kMostLabels));
    }
    budgets.push_back(labels);
  }
  std::sort(budgets.begin(), budgets.end());
  return budgets;
}

absl::StatusOr<Shard> ShardOf(const Arguments& arguments) {
  const std::string text = arguments.Text("--shard");
  Shard shard;
  if (text.empty()) return shard;
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  if (parts.size() == 2 && absl::SimpleAtoi(parts[0], &shard.index) &&
      absl::SimpleAtoi(parts[1], &shard.count) && shard.index < shard.count) {
    return shard;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--shard: '", text, "' is no shard; those of 4 are 0/4, 1/4, 2/4 and 3/4"));
}

absl::StatusOr<Experiment> ExperimentOf(const Arguments& arguments) {
  Experiment experiment;
  auto strategies = ReadStrategies(arguments, DefaultStrategies());
  if (!strategies.ok()) return strategies.status();
  experiment.strategies = *std::move(strategies);
  auto budgets = BudgetsOf(arguments);
  if (!budgets.ok()) return budgets.status();
  experiment.budgets = *std::move(budgets);
  const auto replicates = arguments.Whole("--replicates", 200, {1, kMostReplicates});
  if (!replicates.ok()) return replicates.status();
  experiment.replicates = static_cast<uint32_t>(*replicates);
  const auto seed = arguments.Whole("--seed", 1, {});
  if (!seed.ok()) return seed.status();
  experiment.seed = *seed;
  const auto budget = RegressionBudgetOf(arguments);
  if (!budget.ok()) return budget.status();
  experiment.regression_budget = *budget;
  const auto shard = ShardOf(arguments);
  if (!shard.ok()) return shard.status();
  experiment.shard = *shard;
  auto pools = ReadPools(arguments, kLeastSliceItems);
  if (!pools.ok()) return pools.status();
  experiment.pools = *std::move(pools);
  return experiment;
}

}  // namespace

int RunVerb(absl::Span<const std::string> words) {
  const auto arguments = Arguments::Parse(words, {.once = kRunOptions, .often = kPoolOptions});
  if (!arguments.ok()) return Complain(arguments.status());
  const auto threads = ThreadsOf(*arguments);
  if (!threads.ok()) return Complain(threads.status());
  const auto outputs = OutputsOf(*arguments);
  if (!outputs.ok()) return Complain(outputs.status());
  const auto experiment = ExperimentOf(*arguments);
  if (!experiment.ok()) return Complain(experiment.status());
  if (experiment->shard.count > 1 && outputs->records.empty())
    return Complain("--shard: say where its draws go with --records; merge adds them up");
  if (experiment->shard.count > 1 && !(outputs->page.empty() && outputs->json.empty()))
    return Complain(
        "--shard: a part has no page and no figures; merge writes them with -o, --json");
  Progress progress(DrawCount(*experiment));
  ThreadExecutor executor(*threads);
  const auto results = RunExperiment(*experiment, executor, [&progress] { progress.Step(); });
  if (!results.ok()) return Complain(results.status());
  const auto table = WriteResults(*results, *outputs);
  return table.ok() ? Tell(*table) : Complain(table.status());
}

}  // namespace winnow::simulation
