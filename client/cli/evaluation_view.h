// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Evaluations as tables.
#ifndef WINNOW_CLIENT_CLI_EVALUATION_VIEW_H_
#define WINNOW_CLIENT_CLI_EVALUATION_VIEW_H_

#include <ostream>

#include "client/cli/table.h"
#include "winnow/v1/release_service.pb.h"

namespace winnow::client::cli {

// One line per evaluation.
std::vector<Column> EvaluationColumns();
Cells EvaluationCells(const v1::Evaluation& evaluation);

// An evaluation in full: its draws, and how its items stand by slice.
void PrintEvaluation(const v1::Evaluation& evaluation, std::ostream& out);

// The same, and the manifest and items of a phase where the answer has them.
void PrintEvaluationAndPhase(const v1::GetEvaluationResponse& response, std::ostream& out);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_EVALUATION_VIEW_H_
