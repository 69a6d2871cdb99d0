// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Values of options that are more than one word or number.
#ifndef WINNOW_CLIENT_CLI_OPTION_VALUE_H_
#define WINNOW_CLIENT_CLI_OPTION_VALUE_H_

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "client/enum_name.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace winnow::client::cli {

// Adds the required --queue.
void AddQueueOption(CLI::App& verb, std::string& queue);
// Adds --limit, 100 by default.
void AddLimitOption(CLI::App& verb, uint64_t& limit);

// "a,b" as its parts, without empty ones.
std::vector<std::string> SplitList(const std::string& text);

// SplitList of the value of an option; a usage error where it is given and holds nothing, as with
// an unset variable of a shell, when without it everything would be meant.
absl::StatusOr<std::vector<std::string>> ListOption(const CLI::Option& option,
                                                    const std::string& text);

// A usage error where a document is given and one of `options` as well, which it says itself.
absl::Status CheckBesideDocument(const std::string& file,
                                 const std::vector<const CLI::Option*>& options);

// Usage errors that name the option.
absl::StatusOr<google::protobuf::Duration> DurationOption(const std::string& option,
                                                          const std::string& text);
absl::StatusOr<google::protobuf::Timestamp> TimeOption(const std::string& option,
                                                       const std::string& text);
// "left<separator>right", both not empty.
absl::StatusOr<std::pair<std::string, std::string>> PairOption(const std::string& option,
                                                               const std::string& text,
                                                               char separator);
absl::StatusOr<int> EnumOption(const std::string& option, const std::string& text,
                               const EnumDescriptor& type);

// The value of an enum by its name; `text` may be empty, which is UNSPECIFIED.
template <typename Enum>
absl::StatusOr<Enum> OptionalEnum(const std::string& option, const std::string& text) {
  if (text.empty()) return static_cast<Enum>(0);
  absl::StatusOr<int> value =
      EnumOption(option, text, *google::protobuf::GetEnumDescriptor<Enum>());
  if (!value.ok()) return value.status();
  return static_cast<Enum>(*value);
}

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_OPTION_VALUE_H_
