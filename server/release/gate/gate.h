// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a gate says about a release (governance.md G4): findings from facts, a verdict from
// findings. Pure: the same facts give the same findings, in whichever order they were collected.
#ifndef WINNOW_SERVER_RELEASE_GATE_GATE_H_
#define WINNOW_SERVER_RELEASE_GATE_GATE_H_

#include "absl/types/span.h"
#include "server/release/gate/finding.h"
#include "server/release/gate/gate_facts.h"
#include "winnow/v1/release.pb.h"

namespace winnow::release {

// A rule adds the findings of its kind, and of no other.
struct GateRule {
  v1::FindingKind kind;
  void (*find)(const GateFacts& facts, Findings& findings);
};

// One rule for every kind, in the order of the enum.
absl::Span<const GateRule> GateRules();

// Everything that keeps the release from passing, by kind, subject and message, with the waivers of
// the release applied.
Findings FindingsOf(const GateFacts& facts);

// Findings of a kind that a verdict lists.
inline constexpr int kMostOfAKind = 200;

// At most so many findings of a kind, the first of those that count and then of those that are
// waived; one more without subject says how many others there are, and is waived where all of them
// are. The verdict is that of all of them.
Findings FirstOfEachKind(Findings findings);

// BLOCK if any finding that is not waived has that effect, else UNDECIDED if any is not waived,
// else PASS.
v1::Verdict VerdictOf(absl::Span<const v1::Finding> findings);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_GATE_GATE_H_
