// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation_cli/shared_options.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "server/simulation_cli/files.h"
#include "server/simulation_cli/verbs.h"

namespace winnow::simulation {
namespace {

absl::StatusOr<Strategy> ReadStrategy(const std::string& name) {
  if (!absl::EndsWith(name, ".json")) return FindStrategy(name);
  const auto text = ReadFile(name);
  if (!text.ok()) return text.status();
  auto strategy = StrategyOfPolicy(name, *text);
  // The same policy in another folder is the same policy.
  if (strategy.ok()) strategy->name = NameOfFile(name);
  return strategy;
}

}  // namespace

absl::StatusOr<std::vector<Strategy>> ReadStrategies(const Arguments& arguments,
                                                     const std::vector<std::string>& otherwise) {
  std::vector<std::string> names = arguments.List("--policies");
  if (names.empty()) names = otherwise;
  std::vector<Strategy> strategies;
  for (const std::string& name : names) {
    auto strategy = ReadStrategy(name);
    if (!strategy.ok()) return strategy.status();
    strategies.push_back(*std::move(strategy));
  }
  return strategies;
}

absl::StatusOr<double> RegressionBudgetOf(const Arguments& arguments) {
  constexpr double kPointsPerUnit = 100;
  constexpr double kMostPoints = 1e6;
  const auto points = arguments.Real("--regression-budget", 1, {0, kMostPoints});
  if (!points.ok()) return points.status();
  return *points / kPointsPerUnit;
}

absl::StatusOr<uint32_t> ThreadsOf(const Arguments& arguments) {
  const uint64_t cores = std::clamp<uint64_t>(std::thread::hardware_concurrency(), 1, kMostThreads);
  const auto threads = arguments.Whole("--threads", cores, {1, kMostThreads});
  if (!threads.ok()) return threads.status();
  return static_cast<uint32_t>(*threads);
}

}  // namespace winnow::simulation
