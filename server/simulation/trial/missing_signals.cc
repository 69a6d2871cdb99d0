// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/trial/missing_signals.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/simulation/trial/pool_policy.h"

namespace winnow::simulation {
namespace {

// A signal that policies read.
struct ReadSignal {
  uint64_t missing = 0;  // candidates
  std::vector<std::string> policies;
};

uint64_t CountMissing(const Pool& pool, const selection::Term& term) {
  return static_cast<uint64_t>(
      std::count_if(pool.items.begin(), pool.items.end(),
                    [&](const PoolItem& item) { return !ReadTerm(term, pool, item).has_value(); }));
}

// "pair_disagreement of X and Y"; the pair of the task goes without saying.
std::string SignalText(const selection::SignalId& signal, const v1::SimulatedTask& task) {
  if (IsOfTask(signal, task)) return signal.name;
  return absl::StrCat(signal.name, " of ", signal.baseline_release, " and ",
                      signal.candidate_release);
}

std::string MissingText(absl::string_view signal, const ReadSignal& read, uint64_t items) {
  const std::string who = read.missing == items ? absl::StrCat("No candidate has ", signal)
                                                : absl::StrCat(read.missing, " of ", items,
                                                               " candidates have no ", signal);
  return absl::StrCat(
      who, ": ", absl::StrJoin(read.policies, ", "),
      read.policies.size() == 1 ? " takes its missing value." : " take their missing values.");
}

}  // namespace

absl::Status NoteMissingSignals(const Pool& pool, const std::vector<Strategy>& strategies,
                                v1::SimulatedTask& task) {
  absl::btree_map<selection::SignalId, ReadSignal> signals;
  for (const Strategy& strategy : strategies) {
    const auto policy = CompileFor(pool.task, strategy);
    if (!policy.ok()) return policy.status();
    bool finds_any = policy->terms.empty();
    for (const selection::Term& term : policy->terms) {
      const auto [found, is_new] = signals.try_emplace(term.signal);
      ReadSignal& read = found->second;
      if (is_new) read.missing = CountMissing(pool, term);
      finds_any = finds_any || read.missing < pool.items.size();
      if (read.policies.empty() || read.policies.back() != strategy.name)
        read.policies.push_back(strategy.name);
    }
    if (!finds_any) task.add_blind_policies(strategy.name);
  }
  for (const auto& [signal, read] : signals) {
    if (read.missing > 0)
      task.add_missing_signals(MissingText(SignalText(signal, task), read, pool.items.size()));
  }
  return absl::OkStatus();
}

}  // namespace winnow::simulation
