// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/config_problems.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace winnow::app {

void ConfigProblems::Add(const std::string& field, absl::string_view text) {
  const auto line = lines_.find(field);
  AddAt(line == lines_.end() ? 0 : line->second, field, text);
}

void ConfigProblems::AddAt(int line, const std::string& field, absl::string_view text) {
  std::string place = line == 0 ? origin_ : absl::StrCat(origin_, ":", line);
  if (!field.empty()) absl::StrAppend(&place, ": ", field);
  problems_.emplace_back(line, absl::StrCat(place, ": ", text));
}

absl::Status ConfigProblems::ToStatus() const {
  if (problems_.empty()) return absl::OkStatus();
  std::vector<std::pair<int, std::string>> sorted = problems_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string message;
  for (const auto& [line, problem] : sorted) {
    absl::StrAppend(&message, message.empty() ? "" : "\n", problem);
  }
  return absl::InvalidArgumentError(message);
}

}  // namespace winnow::app
