// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Rules about what is shown to be worse than its budget or limit. Whether a comparison blocks was
// decided by DecideRelease; these rules say what it means.
#ifndef WINNOW_SERVER_RELEASE_GATE_COMPARISON_RULES_H_
#define WINNOW_SERVER_RELEASE_GATE_COMPARISON_RULES_H_

#include "server/release/gate/finding.h"
#include "server/release/gate/gate_facts.h"

namespace winnow::release {

// Comparisons of a slice. Subject: the slice.
void FindSliceRegression(const GateFacts& facts, Findings& findings);

// The comparison of all slices together. No subject.
void FindAggregateRegression(const GateFacts& facts, Findings& findings);

// Rate guardrails, and submitted numbers above their limit or not a number, of all kinds but
// FRESHNESS. Subject: the measure, or the name of the number guardrail.
void FindGuardrail(const GateFacts& facts, Findings& findings);

// Both of kind FRESHNESS, with what to roll back.
void FindStaleSource(const GateFacts& facts, Findings& findings);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_GATE_COMPARISON_RULES_H_
