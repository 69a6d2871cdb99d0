// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/exit_code.h"

#include "client/error.h"

namespace winnow::client::cli {

int ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return kExitOk;
  if (IsUsageError(status)) return kExitUsage;
  return kExitGrpc + status.raw_code();
}

}  // namespace winnow::client::cli
