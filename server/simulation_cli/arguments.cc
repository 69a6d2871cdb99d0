// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation_cli/arguments.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace winnow::simulation {

absl::StatusOr<Arguments> Arguments::Parse(absl::Span<const std::string> words,
                                           const Accepted& accepted) {
  const auto is_in = [](absl::Span<const absl::string_view> names, absl::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (accepted.words && !absl::StartsWith(word, "-")) {
      arguments.words_.push_back(word);
      continue;
    }
    const bool once = is_in(accepted.once, word);
    if (!once && !is_in(accepted.often, word))
      return absl::InvalidArgumentError(absl::StrCat(word, ": no such option; see --help"));
    if (i + 1 == words.size() || words[i + 1].empty())
      return absl::InvalidArgumentError(absl::StrCat(word, ": needs a value; see --help"));
    if (once && arguments.Has(word))
      return absl::InvalidArgumentError(absl::StrCat(word, ": is given twice; keep one of them"));
    arguments.options_.push_back({word, words[++i]});
  }
  return arguments;
}

std::optional<std::string> Arguments::Find(absl::string_view name) const {
  const auto found = std::find_if(options_.begin(), options_.end(),
                                  [name](const Option& option) { return option.name == name; });
  if (found == options_.end()) return std::nullopt;
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
  return absl::StrSplit(*text, ',');
}

}  // namespace winnow::simulation
