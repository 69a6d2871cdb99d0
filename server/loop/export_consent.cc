// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/export_consent.h"

#include "server/selection/consent.h"

namespace winnow::loop {
namespace {

UseProblem ScopeProblem(absl::string_view scope_id, v1::Purpose purpose,
                        const ConsentState& state) {
  const auto it = state.registry.consent_scopes.find(std::string(scope_id));
  if (it == state.registry.consent_scopes.end()) return UseProblem::kScopeDisallows;
  if (state.registry.revocations.OfScope(scope_id) != 0) return UseProblem::kRevoked;
  const selection::ConsentScopeFacts facts =
      selection::ConsentScopeFactsOf(it->first, it->second.consent_scope());
  return selection::ConsentAllows(&facts, purpose, state.now_us) ? UseProblem::kNone
                                                                 : UseProblem::kScopeDisallows;
}

}  // namespace

UseProblem PurposeCheck::ProblemOf(shard::CandidateNo no) {
  const shard::CandidateColumns& candidates = state_.queue.candidates;
  if (no >= candidates.size()) return UseProblem::kRetention;
  const shard::CandidateRow& row = candidates.row(no);
  if (shard::IsGone(row) || row.retain_until_us <= state_.now_us) return UseProblem::kRetention;
  if (state_.registry.revocations.OfSubject(row.subject) != 0) return UseProblem::kRevoked;
  const auto [scope, fresh] = scopes_.try_emplace(row.consent_scope, UseProblem::kNone);
  if (fresh) {
    scope->second = ScopeProblem(candidates.dictionaries().consent_scopes.Text(row.consent_scope),
                                 purpose_, state_);
  }
  return scope->second;
}

std::vector<bool> WithdrawnItems(const storage::v1::BatchRecord& batch, const ConsentState& state) {
  PurposeCheck check(state, batch.manifest().purpose());
  std::vector<bool> withdrawn;
  withdrawn.reserve(static_cast<size_t>(batch.arrivals_size()));
  for (const uint64_t arrival : batch.arrivals())
    withdrawn.push_back(!check.Allows(static_cast<shard::CandidateNo>(arrival)));
  return withdrawn;
}

}  // namespace winnow::loop
