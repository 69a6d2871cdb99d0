// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_RELEASE_GATE_CLEAN_FACTS_H_
#define WINNOW_TESTS_SERVER_RELEASE_GATE_CLEAN_FACTS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/release/gate/gate_facts.h"

namespace winnow::release {

inline constexpr absl::string_view kDataset = "datasets/calls/versions/7";
inline constexpr absl::string_view kEvaluation = "queues/exam/evaluations/1";

absl::Time Noon();

// Of a release that passes, with something of everything that a gate looks at: two launch slices
// "north" and "south", rate guardrails "harm" (SAFETY) and "stale" (FRESHNESS), a number guardrail
// "p95", an index that changes, and a canary plan with triggers "errors" (SERVING) and "recall"
// (RETRIEVAL). Rollout 1 is a shadow run, rollout 2 a canary.
GateFacts CleanFacts();

// `count` examples.
Concern ConcernOf(int count);

// The comparison of the slice, or of the guardrail with this measure, or of all slices ("").
v1::Comparison& ComparisonOf(absl::string_view slice_or_measure, GateFacts& facts);

v1::Rollout& Canary(GateFacts& facts);

// Waives findings until an hour after Noon().
v1::Waiver& AddWaiver(v1::FindingKind kind, absl::string_view subject, GateFacts& facts);

// "KIND subject EFFECT", one a line, with " waived" where it is.
std::string LinesOf(const std::vector<v1::Finding>& findings);

}  // namespace winnow::release

#endif  // WINNOW_TESTS_SERVER_RELEASE_GATE_CLEAN_FACTS_H_
