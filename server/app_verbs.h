// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What winnowd does instead of serving.
#ifndef WINNOW_SERVER_APP_VERBS_H_
#define WINNOW_SERVER_APP_VERBS_H_

#include <string>

#include "absl/status/statusor.h"
#include "server/app_flags.h"
#include "server/config.h"

namespace winnow::app {

// Does what `flags.verb` says, which is not kServe, and returns what to print. Errors say what to
// do next: DATA_LOSS for damage, others for folders that cannot be had.
absl::StatusOr<std::string> RunVerb(const Flags& flags, const Config& config);

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_VERBS_H_
