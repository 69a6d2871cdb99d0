// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How single values of a configuration are written: sizes, times, counts and choices.
#ifndef WINNOW_SERVER_CONFIG_VALUES_H_
#define WINNOW_SERVER_CONFIG_VALUES_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/ops/log_line.h"

namespace winnow::app {

// Pure functions. Each refuses with INVALID_ARGUMENT and a message that says what to write; the
// ranges include both ends.

// Decimal digits: "4096".
absl::StatusOr<uint64_t> ParseCount(const std::string& text, uint64_t min, uint64_t max);
// Decimal digits with or without one of the units KiB, MiB and GiB: "64MiB", "65536".
absl::StatusOr<uint64_t> ParseBytes(const std::string& text, uint64_t min, uint64_t max);
// A number with a unit: "30s", "1m30s", "250ms".
absl::StatusOr<absl::Duration> ParseTime(const std::string& text, absl::Duration min,
                                         absl::Duration max);
// "true" or "false".
absl::StatusOr<bool> ParseSwitch(const std::string& text);
// "json" or "text".
absl::StatusOr<ops::LogFormat> ParseLogFormat(const std::string& text);
// "debug", "info", "warning" or "error".
absl::StatusOr<ops::LogLevel> ParseLogLevel(const std::string& text);

}  // namespace winnow::app

#endif  // WINNOW_SERVER_CONFIG_VALUES_H_
