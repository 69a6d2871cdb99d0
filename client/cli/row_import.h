// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RowImport: a JSON Lines file through a resumable stream. Lines are parsed here while earlier ones
// travel; what is refused, here or by the server, goes to the file of refused rows.
#ifndef WINNOW_CLIENT_CLI_ROW_IMPORT_H_
#define WINNOW_CLIENT_CLI_ROW_IMPORT_H_

#include <string>

#include "absl/status/status.h"
#include "client/cli/session.h"

namespace winnow::client::cli {

struct ImportOptions {
  std::string file;
  std::string queue;
  std::string writer;
  std::string source;
  std::string model_release;
  std::string scorer;
  std::string rejected;
};

// Imports and prints the counts. Rows that were refused make the run partial.
absl::Status ImportCandidates(Session& session, const ImportOptions& options);
absl::Status ImportSignals(Session& session, const ImportOptions& options);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_ROW_IMPORT_H_
