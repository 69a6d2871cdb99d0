// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/log_line.h"

#include <cmath>
#include <type_traits>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "server/ops/utf8.h"

namespace winnow::ops {
namespace {

// Cuts between characters, so that a cut value does not end in half of one.
std::string Bounded(absl::string_view text) {
  if (text.size() <= kMaxLogValueBytes) return ValidUtf8(text);
  size_t cut = kMaxLogValueBytes;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80) --cut;
  return absl::StrCat(ValidUtf8(text.substr(0, cut)), "...");
}

// RFC 8259, section 7.
void AppendQuoted(absl::string_view text, std::string& line) {
  line += '"';
  for (const char c : Bounded(text)) {
    switch (c) {
      case '"':
        line += "\\\"";
        break;
      case '\\':
        line += "\\\\";
        break;
      case '\n':
        line += "\\n";
        break;
      case '\r':
        line += "\\r";
        break;
      case '\t':
        line += "\\t";
        break;
      default:
        if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
          absl::StrAppendFormat(&line, "\\u%04x", static_cast<unsigned char>(c));
        } else {
          line += c;
        }
    }
  }
  line += '"';
}

// JSON has no NaN and no infinity; as strings they survive and are seen.
void AppendNumber(double number, std::string& line) {
  if (std::isfinite(number)) {
    absl::StrAppendFormat(&line, "%.9g", number);
  } else {
    absl::StrAppend(&line, "\"", number, "\"");
  }
}

bool ReadsAsOneWord(absl::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c)) || c == '"' || c == '=' || c == '\\') {
      return false;
    }
  }
  return !text.empty() && text.size() <= kMaxLogValueBytes;
}

void AppendValue(LogFormat format, const LogField& field, std::string& line) {
  std::visit(
      [&](const auto value) {
        using Value = std::remove_cv_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, absl::string_view>) {
          if (format == LogFormat::kText && ReadsAsOneWord(value)) {
            absl::StrAppend(&line, value);
          } else {
            AppendQuoted(value, line);
          }
        } else if constexpr (std::is_same_v<Value, bool>) {
          line += value ? "true" : "false";
        } else if constexpr (std::is_same_v<Value, double>) {
          AppendNumber(value, line);
        } else {
          absl::StrAppend(&line, value);
        }
      },
      field.value());
}

std::string Timestamp(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone());
}

std::string RenderJson(const LogEvent& event) {
  std::string line = absl::StrCat("{\"time\":\"", Timestamp(event.time), "\",\"level\":\"",
                                  LogLevelName(event.level), "\",\"event\":");
  AppendQuoted(event.name, line);
  for (const LogField& field : event.fields) {
    line += ',';
    AppendQuoted(field.key(), line);
    line += ':';
    AppendValue(LogFormat::kJson, field, line);
  }
  line += '}';
  return line;
}

std::string RenderText(const LogEvent& event) {
  std::string line = absl::StrFormat("%s %-7s ", Timestamp(event.time), LogLevelName(event.level));
  AppendValue(LogFormat::kText, LogField("event", event.name), line);
  for (const LogField& field : event.fields) {
    line += ' ';
    AppendValue(LogFormat::kText, LogField("key", field.key()), line);
    line += '=';
    AppendValue(LogFormat::kText, field, line);
  }
  return line;
}

}  // namespace

absl::string_view LogLevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "unknown";
}

std::string RenderLogLine(LogFormat format, const LogEvent& event) {
  return format == LogFormat::kJson ? RenderJson(event) : RenderText(event);
}

}  // namespace winnow::ops
