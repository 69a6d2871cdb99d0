// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/option_value.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/duration_text.h"
#include "client/error.h"
#include "google/protobuf/util/time_util.h"

namespace winnow::client::cli {

void AddQueueOption(CLI::App& verb, std::string& queue) {
  verb.add_option("--queue", queue, "The queue")->required()->type_name("QUEUE");
}

void AddLimitOption(CLI::App& verb, uint64_t& limit) {
  verb.add_option("--limit", limit, "Most rows, 0 for all")->type_name("N")->capture_default_str();
}

std::vector<std::string> SplitList(const std::string& text) {
  return absl::StrSplit(text, ',', absl::SkipWhitespace());
}

absl::StatusOr<std::vector<std::string>> ListOption(const CLI::Option& option,
                                                    const std::string& text) {
  std::vector<std::string> parts = SplitList(text);
  if (option.count() > 0 && parts.empty()) {
    return UsageError(
        absl::StrCat(option.get_name(), ": holds nothing; give a,b, or leave it out for all"));
  }
  return parts;
}

absl::Status CheckBesideDocument(const std::string& file,
                                 const std::vector<const CLI::Option*>& options) {
  if (file.empty()) return absl::OkStatus();
  for (const CLI::Option* option : options) {
    if (option->count() == 0) continue;
    return UsageError(
        absl::StrCat(option->get_name(), ": goes with a name; with -f put it into the document"));
  }
  return absl::OkStatus();
}

absl::StatusOr<google::protobuf::Duration> DurationOption(const std::string& option,
                                                          const std::string& text) {
  const auto duration = ParseDurationText(text);
  if (!duration.has_value() || *duration <= absl::ZeroDuration()) {
    return UsageError(absl::StrCat(option, ": give a duration such as 90s, 1h30m or 7d"));
  }
  return ToProto(*duration);
}

absl::StatusOr<google::protobuf::Timestamp> TimeOption(const std::string& option,
                                                       const std::string& text) {
  google::protobuf::Timestamp time;
  if (!google::protobuf::util::TimeUtil::FromString(text, &time)) {
    return UsageError(absl::StrCat(option, ": give a time such as 2027-01-01T00:00:00Z"));
  }
  return time;
}

absl::StatusOr<std::pair<std::string, std::string>> PairOption(const std::string& option,
                                                               const std::string& text,
                                                               char separator) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(text, absl::MaxSplits(separator, 1));
  if (parts.first.empty() || parts.second.empty()) {
    return UsageError(absl::StrCat(option, ": give two parts with \"", std::string(1, separator),
                                   "\" between them"));
  }
  return parts;
}

absl::StatusOr<int> EnumOption(const std::string& option, const std::string& text,
                               const EnumDescriptor& type) {
  const std::optional<int> value = EnumValue(type, absl::AsciiStrToUpper(text));
  if (!value.has_value()) {
    return UsageError(absl::StrCat(option, ": one of ", EnumChoices(type)));
  }
  return *value;
}

}  // namespace winnow::client::cli
