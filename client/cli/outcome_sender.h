// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_CLIENT_CLI_OUTCOME_SENDER_H_
#define WINNOW_CLIENT_CLI_OUTCOME_SENDER_H_

#include <string>

#include "absl/status/status.h"
#include "client/cli/session.h"

namespace winnow::client::cli {

// Submits the outcomes of a file to the release of that full name, in calls of at most 1,000 rows,
// each of which is stored as a whole or not at all. The file is read to its end before the first
// call: a line that is wrong is a usage error that names it, and nothing is sent. After an error of
// the server the same file can be submitted again: rows replace themselves.
absl::Status SendOutcomes(Session& session, const std::string& release, const std::string& file);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_OUTCOME_SENDER_H_
