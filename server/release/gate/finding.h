// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What rules make findings with.
#ifndef WINNOW_SERVER_RELEASE_GATE_FINDING_H_
#define WINNOW_SERVER_RELEASE_GATE_FINDING_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/release/gate/gate_facts.h"
#include "winnow/v1/release.pb.h"

namespace winnow::release {

using Findings = std::vector<v1::Finding>;

// Adds a finding with effect BLOCK and returns it, valid until the next one is added.
v1::Finding& AddFinding(v1::FindingKind kind, absl::string_view subject, Findings& findings);

// Sets count and ids, at most Concern::kMostIds.
void SetExamples(const Concern& concern, v1::Finding& finding);

// Names as messages have them: without the name of the enum in front.
std::string NameOf(v1::Stage stage);
std::string NameOf(v1::Component component);
std::string NameOf(v1::GuardrailKind kind);
std::string NameOf(v1::RolloutStage stage);
std::string NameOf(v1::TelemetryPlane plane);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_GATE_FINDING_H_
