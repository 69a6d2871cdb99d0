// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RowProblem: why one row of a chunk is refused while the others count (api.md P1).
#ifndef WINNOW_SERVER_LOOP_ROW_PROBLEM_H_
#define WINNOW_SERVER_LOOP_ROW_PROBLEM_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "winnow/v1/ingest_service.pb.h"

namespace winnow::loop {

// Neither text contains a value that was sent.
struct RowProblem {
  v1::ErrorReason reason = v1::ERROR_REASON_FIELD_INVALID;
  std::string field;    // in the row's own terms, such as `signals[2].value`
  std::string message;  // what is wrong and what is allowed
};

inline RowProblem InvalidField(std::string field, absl::string_view message) {
  return {v1::ERROR_REASON_FIELD_INVALID, std::move(field), std::string(message)};
}

inline void AddRowError(uint32_t index, RowProblem problem, v1::IngestResult* result) {
  v1::RowError& error = *result->add_row_errors();
  error.set_index(index);
  error.set_reason(problem.reason);
  error.set_field(std::move(problem.field));
  error.set_message(std::move(problem.message));
}

// Errors are found in two passes, before the lock and under it; the answer has them in row order.
inline void SortRowErrors(v1::IngestResult* result) {
  auto& errors = *result->mutable_row_errors();
  std::stable_sort(
      errors.pointer_begin(), errors.pointer_end(),
      [](const v1::RowError* a, const v1::RowError* b) { return a->index() < b->index(); });
}

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_ROW_PROBLEM_H_
