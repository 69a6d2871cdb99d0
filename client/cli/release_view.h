// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Releases and what gates said about them, as tables.
#ifndef WINNOW_CLIENT_CLI_RELEASE_VIEW_H_
#define WINNOW_CLIENT_CLI_RELEASE_VIEW_H_

#include <ostream>
#include <vector>

#include "client/cli/table.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "winnow/v1/release.pb.h"

namespace winnow::client::cli {

// One line per release.
std::vector<Column> ReleaseColumns();
Cells ReleaseCells(const v1::Release& release);
void PrintRelease(const v1::Release& release, std::ostream& out);

// The verdict, its findings, and its comparisons in points (hundredths of an error per unit).
void PrintVerdict(const v1::ReleaseVerdict& verdict, std::ostream& out);
void PrintFindings(const google::protobuf::RepeatedPtrField<v1::Finding>& findings,
                   std::ostream& out);
void PrintWaiver(const v1::Waiver& waiver, std::ostream& out);
void PrintRollout(const v1::Rollout& rollout, std::ostream& out);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_RELEASE_VIEW_H_
