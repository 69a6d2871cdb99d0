// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Files that the server exports, written where an option says.
#ifndef WINNOW_CLIENT_CLI_EXPORT_FILE_H_
#define WINNOW_CLIENT_CLI_EXPORT_FILE_H_

#include <functional>
#include <string>

#include "client/cli/commands.h"
#include "client/cli/session.h"
#include "client/export.h"

namespace winnow::client::cli {

// -O FILE, - for stdout.
void AddOutputFileOption(CLI::App& verb, std::string& file);

// Writes what `fetch` hands to its sink. The file is opened with the first piece, so that an export
// that is refused leaves none behind.
absl::Status WriteExport(Session& session, const std::string& file,
                         const std::function<absl::Status(Connection&, const PieceSink&)>& fetch);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_EXPORT_FILE_H_
