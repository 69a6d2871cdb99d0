// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/lineage/candidate_facts.h"

#include "server/loop/queue_lookup.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {

CandidateFacts FactsOf(const ConsentState& state, shard::CandidateNo no, bool serves) {
  const shard::CandidateColumns& candidates = state.queue.candidates;
  const shard::CandidateRow& row = candidates.row(no);
  CandidateFacts facts;
  facts.no = no;
  facts.name = CandidateName(state.queue.record.queue_id(), candidates.id(no));
  facts.removed = row.removed;
  facts.serves = serves;
  if (!serves) return facts;
  const auto& names = candidates.dictionaries();
  facts.source = names.sources.Text(row.source);
  facts.consent_scope = names.consent_scopes.Text(row.consent_scope);
  facts.rubric = names.rubrics.Text(row.rubric);
  facts.model_release = names.model_releases.Text(row.model_release);
  facts.split = static_cast<v1::Split>(row.split);
  facts.retain_until_us = row.retain_until_us;
  facts.ingest_us = row.ingest_us;
  return facts;
}

absl::StatusOr<std::vector<CandidateFacts>> LookUpFacts(const ExamplePlace& place,
                                                        absl::Span<const uint64_t> arrivals) {
  std::vector<CandidateFacts> facts;
  facts.reserve(arrivals.size());
  absl::Status status = Peek(*place.shard, [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, place.queue_id);
    if (!queue.ok()) return queue.status();
    const ConsentState consent{**queue, *state.registry, state.now.latest_us()};
    PurposeCheck check(consent, place.purpose);
    for (const uint64_t arrival : arrivals) {
      if (arrival >= (*queue)->candidates.size())
        return absl::DataLossError("an example is no candidate; restore a backup");
      const auto no = static_cast<shard::CandidateNo>(arrival);
      facts.push_back(FactsOf(consent, no, check.Allows(no)));
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return facts;
}

}  // namespace winnow::loop
