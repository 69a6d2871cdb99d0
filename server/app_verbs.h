// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What winnowd does instead of serving.
#ifndef WINNOW_SERVER_APP_VERBS_H_
#define WINNOW_SERVER_APP_VERBS_H_

#include <istream>
#include <string>

#include "absl/status/statusor.h"
#include "server/app_flags.h"
#include "server/config.h"
#include "server/exit_codes.h"

namespace winnow::app {

struct VerbEnd {
  std::string text;  // to print
  ExitCode code = kExitOk;
};

// Does what `flags.verb` says, which is not kServe; `input` is what `scan` reads. Errors say what
// to do next: DATA_LOSS for damage, others for folders that cannot be had.
absl::StatusOr<VerbEnd> RunVerb(const Flags& flags, const Config& config, std::istream& input);

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_VERBS_H_
