// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Outcomes and numbers of releases as lines of JSON (README.md, Rows):
//   {"candidate_id":"c1","model_release":"B","rubric":"asr@1","values":{"word_errors":3,"words":20}}
//   {"guardrail":"p95_latency_ms","model_release":"B","value":812,"unit":"ms"}
#ifndef WINNOW_CLIENT_OUTCOME_JSON_H_
#define WINNOW_CLIENT_OUTCOME_JSON_H_

#include <variant>

#include "client/json_row.h"
#include "client/row_field.h"
#include "winnow/v1/release.pb.h"

namespace winnow::client {

using OutcomeRow = std::variant<v1::Outcome, v1::GuardrailNumber>;

// Reads a parsed row; one with `guardrail` is a number of the release as a whole.
Defect ReadOutcome(const JsonRow& row, OutcomeRow& out);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_OUTCOME_JSON_H_
