// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Rules about what a decision rests on: are there labels, may they be compared, are they enough?
#ifndef WINNOW_SERVER_RELEASE_GATE_EVIDENCE_RULES_H_
#define WINNOW_SERVER_RELEASE_GATE_EVIDENCE_RULES_H_

#include "server/release/gate/finding.h"
#include "server/release/gate/gate_facts.h"

namespace winnow::release {

// Slices of the launch population with fewer labeled items than `min_labels`.
void FindMissingCoverage(const GateFacts& facts, Findings& findings);

// Outcomes under another rubric revision than the release's. Subject: that revision.
void FindRubricMismatch(const GateFacts& facts, Findings& findings);

// Items whose two outcomes are of different vendors. No subject.
void FindVendorMismatch(const GateFacts& facts, Findings& findings);

// With effect UNDECIDED:
// - each comparison that neither passes nor blocks. Subject: the measure of a guardrail, the slice,
//   or none for all slices together;
// - what the release asks for and nobody compared: all slices together, a slice of the launch
//   population, a rate guardrail. One finding without subject where nothing was compared, and none
//   where outcomes may not be compared, as RUBRIC_MISMATCH or VENDOR_MISMATCH says so;
// - a look with items that are not complete. No subject; count: these items;
// - number guardrails without a number. Subject: the name of the guardrail.
void FindInsufficientEvidence(const GateFacts& facts, Findings& findings);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_GATE_EVIDENCE_RULES_H_
