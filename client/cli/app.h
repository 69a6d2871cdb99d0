// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The command line as a function, so that tests run it without a process.
#ifndef WINNOW_CLIENT_CLI_APP_H_
#define WINNOW_CLIENT_CLI_APP_H_

#include <string>
#include <vector>

#include "client/cli/session.h"

namespace winnow::client::cli {

// Runs `winnow` with the arguments after its name. Returns the exit code (exit_code.h). Nothing
// that is read or answered makes it throw.
int RunWinnow(const std::vector<std::string>& arguments, Environment& environment);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_APP_H_
