// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/finding.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/strip.h"

namespace winnow::release {
namespace {

std::string WithoutPrefix(absl::string_view name, absl::string_view prefix) {
  return std::string(absl::StripPrefix(name, prefix));
}

}  // namespace

v1::Finding& AddFinding(v1::FindingKind kind, absl::string_view subject, Findings& findings) {
  v1::Finding& finding = findings.emplace_back();
  finding.set_kind(kind);
  finding.set_effect(v1::VERDICT_BLOCK);
  finding.set_subject(std::string(subject));
  return finding;
}

void SetExamples(const Concern& concern, v1::Finding& finding) {
  finding.set_count(concern.count);
  const std::size_t ids = std::min(concern.candidate_ids.size(), Concern::kMostIds);
  for (std::size_t i = 0; i < ids; ++i) finding.add_candidate_ids(concern.candidate_ids[i]);
}

std::string NameOf(v1::Stage stage) { return WithoutPrefix(v1::Stage_Name(stage), "STAGE_"); }

std::string NameOf(v1::Component component) {
  return WithoutPrefix(v1::Component_Name(component), "COMPONENT_");
}

std::string NameOf(v1::GuardrailKind kind) {
  return WithoutPrefix(v1::GuardrailKind_Name(kind), "GUARDRAIL_KIND_");
}

std::string NameOf(v1::RolloutStage stage) {
  return WithoutPrefix(v1::RolloutStage_Name(stage), "ROLLOUT_STAGE_");
}

std::string NameOf(v1::TelemetryPlane plane) {
  return WithoutPrefix(v1::TelemetryPlane_Name(plane), "TELEMETRY_PLANE_");
}

}  // namespace winnow::release
