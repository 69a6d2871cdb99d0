// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// winnowd scan: shows that what was erased is in no file.
#ifndef WINNOW_SERVER_APP_SCAN_H_
#define WINNOW_SERVER_APP_SCAN_H_

#include <istream>
#include <string>

#include "absl/status/statusor.h"
#include "server/config.h"

namespace winnow::app {

struct ScanAnswer {
  bool found = false;
  std::string text;  // where, line by line, or what was looked through; never the strings
};

// Looks for the strings that `strings` names, one per line in hexadecimal, in every file of the
// data folder, which no server may use, and of the folder of backups, where there is one.
// INVALID_ARGUMENT for strings that cannot be looked for; DATA_LOSS when nothing was found, but a
// file is damaged and could not be read as what it should be; the errors of StoreFolder::Open.
absl::StatusOr<ScanAnswer> ScanFolders(const Config& config, std::istream& strings);

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_SCAN_H_
