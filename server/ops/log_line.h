// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How one event becomes one line of the log: a JSON object for machines, text for a terminal.
#ifndef WINNOW_SERVER_OPS_LOG_LINE_H_
#define WINNOW_SERVER_OPS_LOG_LINE_H_

#include <concepts>
#include <cstdint>
#include <string>
#include <variant>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace winnow::ops {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
enum class LogFormat { kText, kJson };

// "debug", "info", "warning", "error".
absl::string_view LogLevelName(LogLevel level);

// A key and a value of an event. Keys are constants of the program, snake_case, with the unit in
// the name ("duration_s"). Values are names, counts, durations, codes and reasons of the server's
// own making; what arrived in a request never becomes a value (operations.md O4).
class LogField {
 public:
  LogField(absl::string_view key, absl::string_view value) : key_(key), value_(value) {}
  LogField(absl::string_view key, const char* value) : LogField(key, absl::string_view(value)) {}
  LogField(absl::string_view key, const std::string& value)
      : LogField(key, absl::string_view(value)) {}
  LogField(absl::string_view key, bool value) : key_(key), value_(value) {}
  LogField(absl::string_view key, double value) : key_(key), value_(value) {}
  // A number of seconds.
  LogField(absl::string_view key, absl::Duration value)
      : key_(key), value_(absl::ToDoubleSeconds(value)) {}
  template <std::signed_integral Integer>
  LogField(absl::string_view key, Integer value) : key_(key), value_(int64_t{value}) {}
  template <std::unsigned_integral Integer>
  requires(!std::same_as<Integer, bool>) LogField(absl::string_view key, Integer value)
      : key_(key), value_(uint64_t{value}) {}

  absl::string_view key() const { return key_; }
  const auto& value() const { return value_; }

 private:
  absl::string_view key_;
  std::variant<absl::string_view, bool, double, int64_t, uint64_t> value_;
};

struct LogEvent {
  absl::Time time;
  LogLevel level = LogLevel::kInfo;
  absl::string_view name;
  absl::Span<const LogField> fields;
};

// The event as one line, without the line feed at its end. Whatever the values hold, the line is
// valid UTF-8 without control characters, JSON is valid JSON, and no value is longer than
// kMaxLogValueBytes (what is cut off is replaced by "..."). Pure; safe from any thread.
inline constexpr size_t kMaxLogValueBytes = 512;
std::string RenderLogLine(LogFormat format, const LogEvent& event);

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_LOG_LINE_H_
