// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/verdict_view.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "server/access/methods.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {

void HideOtherQueues(const shard::RegistrySnapshot& registry, const access::Grants& grants,
                     v1::ReleaseVerdict& verdict) {
  const auto is_hidden = [&](absl::string_view version) {
    const auto ref = ParseDatasetVersionName(version, "subject");
    if (!ref.ok()) return false;
    const auto queue = registry.datasets.find(ref->dataset);
    return queue == registry.datasets.end() || !access::MayReadEvidence(queue->second, grants);
  };
  for (v1::Finding& finding : *verdict.mutable_findings()) {
    if (!is_hidden(finding.subject())) continue;
    finding.clear_candidate_ids();
    finding.clear_count();
  }
  for (v1::RelabelCount& relabels : *verdict.mutable_relabels()) {
    if (!is_hidden(relabels.dataset())) continue;
    v1::RelabelCount name;
    name.set_dataset(relabels.dataset());
    relabels = std::move(name);
  }
}

}  // namespace winnow::loop
