// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ConfigProblems: all that is wrong with one configuration, so that whoever mends it does so once.
#ifndef WINNOW_SERVER_CONFIG_PROBLEMS_H_
#define WINNOW_SERVER_CONFIG_PROBLEMS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace winnow::app {

// Lines count from 1; 0 is "no line". One thread at a time.
class ConfigProblems {
 public:
  // `origin` names the text in messages: a path, or "config".
  explicit ConfigProblems(std::string origin) : origin_(std::move(origin)) {}

  // Remembers where a field ("limits.max_connections") was set.
  void NoteLine(const std::string& field, int line) { lines_[field] = line; }

  // `text` says what is wrong with the field and what to write instead.
  void Add(const std::string& field, absl::string_view text);
  // The same, for a line that is not (only) that of a noted field.
  void AddAt(int line, const std::string& field, absl::string_view text);

  // OK when nothing was added, else INVALID_ARGUMENT with one problem per line of its message, in
  // the order of the lines: "winnowd.yaml:7: shards: must be a whole number from 1 to 64".
  absl::Status ToStatus() const;

 private:
  const std::string origin_;
  absl::flat_hash_map<std::string, int> lines_;
  std::vector<std::pair<int, std::string>> problems_;
};

}  // namespace winnow::app

#endif  // WINNOW_SERVER_CONFIG_PROBLEMS_H_
