// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/verdict_view.h"

#include "server/access/methods.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {

void HideOtherQueues(const shard::RegistrySnapshot& registry, const access::Grants& grants,
                     v1::ReleaseVerdict& verdict) {
  for (v1::Finding& finding : *verdict.mutable_findings()) {
    const auto ref = ParseDatasetVersionName(finding.subject(), "subject");
    if (!ref.ok()) continue;
    const auto queue = registry.datasets.find(ref->dataset);
    if (queue == registry.datasets.end() || !access::MayReadEvidence(queue->second, grants))
      finding.clear_candidate_ids();
  }
}

}  // namespace winnow::loop
