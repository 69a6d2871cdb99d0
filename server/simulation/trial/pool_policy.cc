// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/trial/pool_policy.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace winnow::simulation {

absl::StatusOr<selection::CompiledPolicy> CompileFor(const v1::SimulatedTask& task,
                                                     const Strategy& strategy) {
  selection::PolicyContext context;
  context.attributes = {std::string(kClusterAttribute), std::string(kNearDuplicateAttribute)};
  context.release_under_test.emplace();
  context.release_under_test->set_baseline_release(task.baseline_release());
  context.release_under_test->set_candidate_release(task.candidate_release());
  auto policy = selection::CompilePolicy(strategy.policy, context);
  if (policy.ok()) return policy;
  return absl::InvalidArgumentError(
      absl::StrCat("policy ", strategy.name, ": ", policy.status().message()));
}

bool IsOfTask(const selection::SignalId& signal, const v1::SimulatedTask& task) {
  if (signal.baseline_release.empty() && signal.candidate_release.empty()) return true;
  return signal.baseline_release == task.baseline_release() &&
         signal.candidate_release == task.candidate_release();
}

std::optional<double> ReadTerm(const selection::Term& term, const Pool& pool,
                               const PoolItem& item) {
  if (!IsOfTask(term.signal, pool.task)) return std::nullopt;
  return item.Signal(term.signal.name);
}

}  // namespace winnow::simulation
