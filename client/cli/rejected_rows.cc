// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/rejected_rows.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "client/error.h"

namespace winnow::client::cli {

absl::Status RejectedRows::Add(const RejectedRow& row) {
  if (count_++ == 0) {
    rows_.open(path_, std::ios::binary | std::ios::trunc);
    reasons_.open(path_ + ".reasons", std::ios::binary | std::ios::trunc);
  }
  const nlohmann::ordered_json reason = {{"line", row.line},
                                         {"reason", row.reason},
                                         {"field", row.defect.field},
                                         {"message", row.defect.message}};
  rows_ << row.text << "\n";
  // A message from elsewhere need not be UTF-8.
  reasons_ << reason.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  return CheckFiles();
}

absl::Status RejectedRows::Close() {
  if (count_ == 0) return absl::OkStatus();
  rows_.flush();
  reasons_.flush();
  return CheckFiles();
}

absl::Status RejectedRows::CheckFiles() const {
  if (rows_.good() && reasons_.good()) return absl::OkStatus();
  return UsageError(absl::StrCat("cannot write the refused rows to ", path_, ": see --rejected"));
}

std::string DefaultRejectedPath(absl::string_view input) {
  const std::filesystem::path path{std::string(input)};
  return absl::StrCat(input == "-" ? "stdin" : path.filename().string(), ".rejected.jsonl");
}

}  // namespace winnow::client::cli
