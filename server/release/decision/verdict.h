// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_DECISION_VERDICT_H_
#define WINNOW_SERVER_RELEASE_DECISION_VERDICT_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace winnow::release {

// What a gate says, of a comparison, a guardrail or a release.
enum class Verdict { kPass, kBlock, kUndecided };

// Of several: BLOCK if any blocks, PASS if all pass, else UNDECIDED. No verdicts are UNDECIDED:
// what was not looked at has not passed.
Verdict CombinedVerdict(absl::Span<const Verdict> verdicts);

// Of a guardrail that is a plain number without a sample (latency, memory, cost): BLOCK above the
// limit, PASS up to it, UNDECIDED without a value. INVALID_ARGUMENT for a number that is not
// finite.
absl::StatusOr<Verdict> GuardrailVerdict(std::optional<double> value, double limit);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_DECISION_VERDICT_H_
