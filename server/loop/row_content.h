// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Content in the rows of a chunk: a row that holds some is refused and the others count.
#ifndef WINNOW_SERVER_LOOP_ROW_CONTENT_H_
#define WINNOW_SERVER_LOOP_ROW_CONTENT_H_

#include <optional>

#include "server/loop/row_problem.h"
#include "winnow/v1/candidate.pb.h"
#include "winnow/v1/ingest_service.pb.h"

namespace winnow::loop {

// CONTENT_REFUSED with the first field that looks like content or a person, or nullopt.
std::optional<RowProblem> CheckContent(const v1::Candidate& candidate);
std::optional<RowProblem> CheckContent(const v1::SignalRow& row);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_ROW_CONTENT_H_
