// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Rows that a server refused, for commands whose rows are ids from the command line.
#ifndef WINNOW_CLIENT_CLI_ROW_ERRORS_H_
#define WINNOW_CLIENT_CLI_ROW_ERRORS_H_

#include <string>
#include <vector>

#include "client/cli/session.h"
#include "google/protobuf/repeated_field.h"
#include "winnow/v1/error.pb.h"

namespace winnow::client::cli {

// Prints a note per refused row, and marks the run partial if there is one. `ids` are the rows.
void NoteRowErrors(Session& session, const std::vector<std::string>& ids,
                   const google::protobuf::RepeatedPtrField<v1::RowError>& errors);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_ROW_ERRORS_H_
