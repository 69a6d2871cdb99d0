// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/export_consent.h"

#include "absl/container/flat_hash_map.h"
#include "server/selection/consent.h"

namespace winnow::loop {
namespace {

bool Allows(absl::string_view scope_id, v1::Purpose purpose, const ConsentState& state) {
  const auto it = state.registry.consent_scopes.find(std::string(scope_id));
  if (it == state.registry.consent_scopes.end()) return false;
  if (state.registry.revocations.OfScope(scope_id) != 0) return false;
  const selection::ConsentScopeFacts facts =
      selection::ConsentScopeFactsOf(it->first, it->second.consent_scope());
  return selection::ConsentAllows(&facts, purpose, state.now_us);
}

}  // namespace

std::vector<bool> WithdrawnItems(const storage::v1::BatchRecord& batch, const ConsentState& state) {
  const shard::CandidateColumns& candidates = state.queue.candidates;
  absl::flat_hash_map<uint32_t, bool> allowed;  // by scope, of which a batch has few
  std::vector<bool> withdrawn;
  withdrawn.reserve(static_cast<size_t>(batch.arrivals_size()));
  for (const uint64_t arrival : batch.arrivals()) {
    if (arrival >= candidates.size()) {
      withdrawn.push_back(true);
      continue;
    }
    const shard::CandidateRow& row = candidates.row(static_cast<shard::CandidateNo>(arrival));
    const auto [scope, fresh] = allowed.try_emplace(row.consent_scope, false);
    if (fresh) {
      scope->second = Allows(candidates.dictionaries().consent_scopes.Text(row.consent_scope),
                             batch.manifest().purpose(), state);
    }
    withdrawn.push_back(!scope->second || shard::IsGone(row) ||
                        row.retain_until_us <= state.now_us ||
                        state.registry.revocations.OfSubject(row.subject) != 0);
  }
  return withdrawn;
}

}  // namespace winnow::loop
