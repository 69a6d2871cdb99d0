// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RejectedRows: the file of rows that were refused, and beside it why.
#ifndef WINNOW_CLIENT_CLI_REJECTED_ROWS_H_
#define WINNOW_CLIENT_CLI_REJECTED_ROWS_H_

#include <cstdint>
#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/json_row.h"

namespace winnow::client::cli {

struct RejectedRow {
  uint64_t line = 0;  // in the input, from 1; of an export of Label Studio the number of the task
  absl::string_view text;
  std::string reason;  // an ErrorReason without its prefix
  RowDefect defect;
};

// Writes <path> with the refused lines as they were, ready to be corrected and sent again, and
// <path>.reasons with one object per line: {"line":7,"reason":..,"field":..,"message":..}. Neither
// file is touched before the first row is refused; older ones are replaced then.
class RejectedRows {
 public:
  explicit RejectedRows(std::string path) : path_(std::move(path)) {}

  // A usage error if the files cannot be written.
  absl::Status Add(const RejectedRow& row);
  // Writes out what is buffered.
  absl::Status Close();

  uint64_t count() const { return count_; }
  const std::string& path() const { return path_; }

 private:
  absl::Status CheckFiles() const;

  const std::string path_;
  std::ofstream rows_;
  std::ofstream reasons_;
  uint64_t count_ = 0;
};

// Where the refused rows of `input` go by default: <name>.rejected.jsonl in the working folder.
std::string DefaultRejectedPath(absl::string_view input);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_REJECTED_ROWS_H_
