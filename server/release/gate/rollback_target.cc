// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/rollback_target.h"

#include <algorithm>

namespace winnow::release {
namespace {

bool Changes(const v1::Release& release, v1::Component component) {
  return std::any_of(
      release.components().begin(), release.components().end(),
      [&](const v1::ComponentChange& change) { return change.component() == component; });
}

}  // namespace

v1::Component FreshnessTarget(const v1::Release& release) {
  if (Changes(release, v1::COMPONENT_INDEX)) return v1::COMPONENT_INDEX;
  return Changes(release, v1::COMPONENT_INGESTION) ? v1::COMPONENT_INGESTION : v1::COMPONENT_INDEX;
}

v1::Component TriggerTarget(const v1::Release& release, const v1::RollbackTrigger& trigger) {
  if (trigger.target() != v1::COMPONENT_UNSPECIFIED) return trigger.target();
  if (trigger.plane() == v1::TELEMETRY_PLANE_DATA) return v1::COMPONENT_DATA;
  const bool is_of_index =
      trigger.plane() == v1::TELEMETRY_PLANE_RETRIEVAL && Changes(release, v1::COMPONENT_INDEX);
  return is_of_index ? v1::COMPONENT_INDEX : v1::COMPONENT_MODEL;
}

}  // namespace winnow::release
