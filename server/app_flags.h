// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The command line of winnowd.
#ifndef WINNOW_SERVER_APP_FLAGS_H_
#define WINNOW_SERVER_APP_FLAGS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "server/config.h"

namespace winnow::app {

// What winnowd is told to do.
enum class Verb {
  kServe,
  kBackupCreate,
  kBackupVerify,
  kBackupRestore,
  kFsck,
  kScan,
  kMigrate,
  kAuditKeyRotate
};

struct Flags {
  Verb verb = Verb::kServe;
  std::string config_path;
  ConfigFlags config;
  // Only reads the configuration.
  bool check_config = false;
  // Opens a data folder that lacks acknowledged commits, and lets go of them.
  bool accept_loss = false;
  // Trusts the wall clock, however far it is from what the data folder knows.
  bool accept_clock = false;
  // Of `backup verify` and `backup restore`; 0 when it is not given.
  uint32_t backup_id = 0;
  bool help = false;
  bool version = false;
};

// Reads `arguments`, without the program's name: a command, `--name value` and `--name=value`.
// INVALID_ARGUMENT, with one problem per line, all at once. Pure.
absl::StatusOr<Flags> ParseFlags(absl::Span<const absl::string_view> arguments);

// What --help prints.
absl::string_view HelpText();

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_FLAGS_H_
