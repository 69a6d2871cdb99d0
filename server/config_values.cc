// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/config_values.h"

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace winnow::app {
namespace {

// absl::SimpleAtoi takes signs and spaces as well.
std::optional<uint64_t> ParseDigits(absl::string_view text) {
  uint64_t number;
  if (text.find_first_not_of("0123456789") != absl::string_view::npos) return std::nullopt;
  if (!absl::SimpleAtoi(text, &number)) return std::nullopt;
  return number;
}

std::string WriteBytes(uint64_t bytes) {
  if (bytes % (uint64_t{1} << 30) == 0) return absl::StrCat(bytes >> 30, "GiB");
  if (bytes % (uint64_t{1} << 20) == 0) return absl::StrCat(bytes >> 20, "MiB");
  if (bytes % (uint64_t{1} << 10) == 0) return absl::StrCat(bytes >> 10, "KiB");
  return absl::StrCat(bytes);
}

}  // namespace

absl::StatusOr<uint64_t> ParseCount(const std::string& text, uint64_t min, uint64_t max) {
  const std::optional<uint64_t> count = ParseDigits(text);
  if (count && *count >= min && *count <= max) return *count;
  return absl::InvalidArgumentError(absl::StrCat("must be a whole number from ", min, " to ", max));
}

absl::StatusOr<uint64_t> ParseBytes(const std::string& text, uint64_t min, uint64_t max) {
  absl::string_view digits = text;
  int shift = 0;
  if (absl::ConsumeSuffix(&digits, "KiB")) {
    shift = 10;
  } else if (absl::ConsumeSuffix(&digits, "MiB")) {
    shift = 20;
  } else if (absl::ConsumeSuffix(&digits, "GiB")) {
    shift = 30;
  }
  const std::optional<uint64_t> number = ParseDigits(digits);
  // The comparison comes before the shift, which could overflow.
  if (number && *number <= max >> shift && *number << shift >= min) return *number << shift;
  return absl::InvalidArgumentError(absl::StrCat("must be a size from ", WriteBytes(min), " to ",
                                                 WriteBytes(max),
                                                 ", in bytes or with KiB, MiB or GiB"));
}

absl::StatusOr<absl::Duration> ParseTime(const std::string& text, absl::Duration min,
                                         absl::Duration max) {
  absl::Duration time;
  if (absl::ParseDuration(text, &time) && time >= min && time <= max) return time;
  return absl::InvalidArgumentError(absl::StrCat("must be a time from ", absl::FormatDuration(min),
                                                 " to ", absl::FormatDuration(max),
                                                 ", with a unit as in 250ms, 30s or 5m"));
}

absl::StatusOr<bool> ParseSwitch(const std::string& text) {
  if (text == "true" || text == "false") return text == "true";
  return absl::InvalidArgumentError("must be true or false");
}

absl::StatusOr<ops::LogFormat> ParseLogFormat(const std::string& text) {
  if (text == "json") return ops::LogFormat::kJson;
  if (text == "text") return ops::LogFormat::kText;
  return absl::InvalidArgumentError("must be json or text");
}

absl::StatusOr<ops::LogLevel> ParseLogLevel(const std::string& text) {
  for (const ops::LogLevel level : {ops::LogLevel::kDebug, ops::LogLevel::kInfo,
                                    ops::LogLevel::kWarning, ops::LogLevel::kError}) {
    if (text == ops::LogLevelName(level)) return level;
  }
  return absl::InvalidArgumentError("must be debug, info, warning or error");
}

}  // namespace winnow::app
