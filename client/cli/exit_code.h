// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Exit codes of the command line, part of its interface (client/README.md).
#ifndef WINNOW_CLIENT_CLI_EXIT_CODE_H_
#define WINNOW_CLIENT_CLI_EXIT_CODE_H_

#include "absl/status/status.h"

namespace winnow::client::cli {

inline constexpr int kExitOk = 0;
// Wrong arguments, names, documents or files; nothing was sent.
inline constexpr int kExitUsage = 2;
// A check came out negative: a batch or an audit log does not verify, a gate does not pass.
inline constexpr int kExitRefuted = 3;
// Some rows were refused; the others are stored.
inline constexpr int kExitPartial = 4;
// Plus the gRPC code of the error.
inline constexpr int kExitGrpc = 64;

int ExitCodeOf(const absl::Status& status);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_EXIT_CODE_H_
