// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Options that imports of candidates and of signals share.
#ifndef WINNOW_CLIENT_CLI_IMPORT_OPTIONS_H_
#define WINNOW_CLIENT_CLI_IMPORT_OPTIONS_H_

#include "client/cli/commands.h"
#include "client/cli/row_import.h"

namespace winnow::client::cli {

void AddImportOptions(CLI::App& verb, ImportOptions& options);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_IMPORT_OPTIONS_H_
