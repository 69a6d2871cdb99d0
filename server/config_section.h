// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ConfigSection: one map of a YAML configuration, read strictly.
#ifndef WINNOW_SERVER_CONFIG_SECTION_H_
#define WINNOW_SERVER_CONFIG_SECTION_H_

#include <yaml-cpp/yaml.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/config_problems.h"

namespace winnow::app {

// Reads the keys that the caller knows, each at most once, and reports in Finish every key that
// nobody asked for. A problem never stops the reading of the rest. One thread at a time.
class ConfigSection {
 public:
  // `name` is "" for the whole document and "limits." for the section of that name. `problems`
  // outlives the section. A node that is no map is a problem and reads as an empty one.
  ConfigSection(const YAML::Node& node, std::string name, ConfigProblems& problems);

  // Parses the value of `key` into `target`, which keeps its default when the key is absent or the
  // parser refuses, whose message is then the problem.
  template <typename T>
  void Read(const std::string& key,
            const std::function<absl::StatusOr<T>(const std::string&)>& parse, T& target) {
    ReadText(key, [&](const std::string& text) {
      absl::StatusOr<T> value = parse(text);
      if (value.ok()) target = *std::move(value);
      return value.status();
    });
  }

  // Appends the parsed values of the list `key`, which is empty when the key is absent, and returns
  // how many there are. A value that the parser refuses is a problem and left out.
  template <typename T>
  size_t ReadList(const std::string& key,
                  const std::function<absl::StatusOr<T>(const std::string&)>& parse,
                  std::vector<T>& target) {
    return ReadTexts(key, [&](const std::string& text) {
      absl::StatusOr<T> value = parse(text);
      if (value.ok()) target.push_back(*std::move(value));
      return value.status();
    });
  }

  // The section `key` within this one; an empty one when it is absent.
  ConfigSection Section(const std::string& key);
  // The sections of the list `key`, named "key[0]." and so on; none when it is absent.
  std::vector<ConfigSection> Sections(const std::string& key);

  // Whether the key has a value, good or bad.
  bool Has(const std::string& key) { return Find(key).IsDefined(); }
  // Says what is wrong with the key, or with the whole section for "".
  void AddProblem(const std::string& key, absl::string_view text);

  // Reports keys that were not read and keys that occur twice.
  void Finish();

 private:
  void ReadText(const std::string& key, const std::function<absl::Status(const std::string&)>& set);
  size_t ReadTexts(const std::string& key,
                   const std::function<absl::Status(const std::string&)>& add);
  // The values of the list `key`; a value that is no list is a problem.
  std::vector<YAML::Node> ListOf(const std::string& key);
  // The first node of that key, which is then known; undefined when there is none.
  YAML::Node Find(const std::string& key);

  const YAML::Node node_;
  const std::string name_;
  ConfigProblems& problems_;
  std::vector<std::string> known_keys_;
};

}  // namespace winnow::app

#endif  // WINNOW_SERVER_CONFIG_SECTION_H_
