// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Candidates as tables.
#ifndef WINNOW_CLIENT_CLI_CANDIDATE_VIEW_H_
#define WINNOW_CLIENT_CLI_CANDIDATE_VIEW_H_

#include <ostream>

#include "client/cli/table.h"
#include "winnow/v1/candidate.pb.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::client::cli {

// One line per candidate.
std::vector<Column> CandidateColumns();
Cells CandidateCells(const v1::CandidateStatus& status);

// One candidate in full, with its signals.
void PrintCandidate(const v1::CandidateStatus& status, std::ostream& out);

// Why a candidate is where it is, term by term.
void PrintExplanation(const v1::ExplainCandidateResponse& response, std::ostream& out);

// "speaker=ab12, device=far_field", by key.
std::string FormatAttributes(const google::protobuf::Map<std::string, std::string>& attributes);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_CANDIDATE_VIEW_H_
