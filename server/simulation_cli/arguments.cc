// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation_cli/arguments.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace winnow::simulation {

absl::StatusOr<Arguments> Arguments::Parse(absl::Span<const std::string> words,
                                           absl::Span<const absl::string_view> known,
                                           bool takes_words) {
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (takes_words && !absl::StartsWith(word, "-")) {
      arguments.words_.push_back(word);
      continue;
    }
    if (std::find(known.begin(), known.end(), word) == known.end())
      return absl::InvalidArgumentError(absl::StrCat(word, ": no such option; see --help"));
    if (i + 1 == words.size())
      return absl::InvalidArgumentError(absl::StrCat(word, ": needs a value; see --help"));
    arguments.options_.push_back({word, words[++i]});
  }
  return arguments;
}

std::optional<std::string> Arguments::Find(absl::string_view name) const {
  const auto found = std::find_if(options_.rbegin(), options_.rend(),
                                  [name](const Option& option) { return option.name == name; });
  if (found == options_.rend()) return std::nullopt;
  return found->value;
}

std::string Arguments::Text(absl::string_view name) const { return Find(name).value_or(""); }

absl::StatusOr<std::string> Arguments::Required(absl::string_view name) const {
  auto value = Find(name);
  if (value.has_value() && !value->empty()) return *std::move(value);
  return absl::InvalidArgumentError(absl::StrCat(name, ": is required; see --help"));
}

absl::StatusOr<uint64_t> Arguments::Whole(absl::string_view name, uint64_t otherwise,
                                          const Bounds& bounds) const {
  const auto text = Find(name);
  if (!text.has_value()) return otherwise;
  uint64_t value = 0;
  if (absl::SimpleAtoi(*text, &value) && value >= bounds.low && value <= bounds.high) return value;
  return absl::InvalidArgumentError(absl::StrCat(
      name, ": '", *text, "' is not a whole number from ", bounds.low, " to ", bounds.high));
}

absl::StatusOr<double> Arguments::Real(absl::string_view name, double otherwise,
                                       const RealBounds& bounds) const {
  const auto text = Find(name);
  if (!text.has_value()) return otherwise;
  double value = 0;
  // Not a number is in no bounds.
  if (absl::SimpleAtod(*text, &value) && value >= bounds.low && value <= bounds.high) return value;
  return absl::InvalidArgumentError(
      absl::StrCat(name, ": '", *text, "' is not a number from ", bounds.low, " to ", bounds.high));
}

std::vector<std::string> Arguments::List(absl::string_view name) const {
  const auto text = Find(name);
  if (!text.has_value()) return {};
  return absl::StrSplit(*text, ',', absl::SkipEmpty());
}

}  // namespace winnow::simulation
