// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Policy revisions, their approvals and their simulation as tables.
#ifndef WINNOW_CLIENT_CLI_POLICY_VIEW_H_
#define WINNOW_CLIENT_CLI_POLICY_VIEW_H_

#include <ostream>
#include <vector>

#include "client/cli/table.h"
#include "winnow/v1/policy.pb.h"
#include "winnow/v1/policy_service.pb.h"

namespace winnow::client::cli {

std::vector<Column> PolicyColumns();
Cells PolicyCells(const v1::PolicyRevision& revision);
void PrintRevision(const v1::PolicyRevision& revision, std::ostream& out);

// A line per owner: who approved and when, or that the approval is missing.
void PrintApprovals(const v1::PolicyRevision& revision, std::ostream& out);

// Both draws side by side, the slices of the proposed one, and the slices that differ.
void PrintSimulation(const v1::SimulatePolicyResponse& response, std::ostream& out);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_POLICY_VIEW_H_
