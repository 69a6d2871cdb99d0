// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// With what winnowd exits, for whoever starts it.
#ifndef WINNOW_SERVER_EXIT_CODES_H_
#define WINNOW_SERVER_EXIT_CODES_H_

#include "absl/status/status.h"

namespace winnow::app {

// 130 is a second stop signal that did not want to wait for the drain (ops::kForcedExitCode); 128 +
// N is the death by signal N, as shells report it.
enum ExitCode : int {
  // Stopped on request, with everything that was acknowledged on disk; or only checked or told
  // something.
  kExitOk = 0,
  // A flag or the configuration is wrong. Starting again does not help.
  kExitUsage = 2,
  // An address or the data folder cannot be had: taken by another program, of another version, not
  // readable. Starting again helps when that is over.
  kExitCannotStart = 3,
  // The data folder or a backup is damaged, or the folder lacks what was acknowledged. Restore a
  // backup, or accept the loss with --accept-loss. Starting again does not help.
  kExitDataDamaged = 4,
  // The storage failed while serving: a commit, of which it is not known what became, or the
  // engine's own work. Starting again finds out; callers repeat with the same request ids.
  kExitStorageFailed = 5,
  // `winnowd scan` found one of the strings that it looked for.
  kExitFound = 6,
  // The server did not answer on its own listener (app_watchdog.h). Starting again helps.
  kExitNotAnswering = 7,
};

// With what to end when the data folder or a backup cannot be used.
inline ExitCode ExitCodeOf(const absl::Status& refusal) {
  if (absl::IsInvalidArgument(refusal)) return kExitUsage;
  return absl::IsDataLoss(refusal) ? kExitDataDamaged : kExitCannotStart;
}

}  // namespace winnow::app

#endif  // WINNOW_SERVER_EXIT_CODES_H_
