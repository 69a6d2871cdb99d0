// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/config_section.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace winnow::app {
namespace {

int LineOf(const YAML::Node& node) { return node.Mark().line + 1; }

}  // namespace

ConfigSection::ConfigSection(const YAML::Node& node, std::string name, ConfigProblems& problems)
    : node_(node.IsMap() ? node : YAML::Node(YAML::NodeType::Map)),
      name_(std::move(name)),
      problems_(problems) {
  if (node.IsDefined() && !node.IsMap() && !node.IsNull()) {
    problems_.AddAt(LineOf(node), name_.substr(0, name_.size() - (name_.empty() ? 0 : 1)),
                    "must be a map of keys and values, one per line as in \"key: value\"");
  }
}

ConfigSection ConfigSection::Section(const std::string& key) {
  return ConfigSection(Find(key), absl::StrCat(name_, key, "."), problems_);
}

void ConfigSection::ReadText(const std::string& key,
                             const std::function<absl::Status(const std::string&)>& set) {
  const YAML::Node value = Find(key);
  if (!value.IsDefined()) return;
  const std::string field = absl::StrCat(name_, key);
  problems_.NoteLine(field, LineOf(value));
  if (value.IsNull()) {
    problems_.Add(field, "has no value; write one, or remove the line to get the default");
    return;
  }
  if (!value.IsScalar()) {
    problems_.Add(field, "must be a single value");
    return;
  }
  const absl::Status status = set(value.Scalar());
  if (!status.ok()) problems_.Add(field, std::string(status.message()));
}

size_t ConfigSection::ReadTexts(const std::string& key,
                                const std::function<absl::Status(const std::string&)>& add) {
  size_t index = 0;
  for (const YAML::Node& value : ListOf(key)) {
    const std::string field = absl::StrCat(name_, key, "[", index++, "]");
    const absl::Status status = value.IsScalar()
                                    ? add(value.Scalar())
                                    : absl::InvalidArgumentError("must be a single value");
    if (!status.ok()) problems_.AddAt(LineOf(value), field, std::string(status.message()));
  }
  return index;
}

std::vector<ConfigSection> ConfigSection::Sections(const std::string& key) {
  std::vector<ConfigSection> sections;
  for (const YAML::Node& value : ListOf(key)) {
    sections.emplace_back(value, absl::StrCat(name_, key, "[", sections.size(), "]."), problems_);
  }
  return sections;
}

void ConfigSection::AddProblem(const std::string& key, absl::string_view text) {
  const std::string field = key.empty() ? name_.substr(0, name_.size() - (name_.empty() ? 0 : 1))
                                        : absl::StrCat(name_, key);
  problems_.AddAt(LineOf(node_), field, text);
}

std::vector<YAML::Node> ConfigSection::ListOf(const std::string& key) {
  const YAML::Node list = Find(key);
  if (!list.IsDefined() || list.IsNull()) return {};
  if (!list.IsSequence()) {
    problems_.AddAt(LineOf(list), absl::StrCat(name_, key), "must be a list, as in [a, b]");
    return {};
  }
  return std::vector<YAML::Node>(list.begin(), list.end());
}

YAML::Node ConfigSection::Find(const std::string& key) {
  known_keys_.push_back(key);
  for (const auto& entry : node_) {
    if (entry.first.IsScalar() && entry.first.Scalar() == key) return entry.second;
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

void ConfigSection::Finish() {
  std::set<std::string> seen;
  for (const auto& entry : node_) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "?";
    const std::string field = absl::StrCat(name_, key);
    if (std::find(known_keys_.begin(), known_keys_.end(), key) == known_keys_.end()) {
      problems_.AddAt(LineOf(entry.first), field,
                      absl::StrCat("unknown key; known here: ", absl::StrJoin(known_keys_, ", ")));
    } else if (!seen.insert(key).second) {
      problems_.AddAt(LineOf(entry.first), field, "occurs twice; remove one of the lines");
    }
  }
}

}  // namespace winnow::app
