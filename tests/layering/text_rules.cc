// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <utility>

#include "tests/layering/rules.h"
#include "tests/layering/structure.h"

namespace winnow::layering {
namespace {

constexpr std::string_view kLicenceLine =
    "Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0";

bool IsSource(const SourceFile& file) {
  return file.IsCpp() || file.HasExtension(".proto") || file.HasExtension(".py") ||
         file.HasExtension(".sh");
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool IsBanned(const std::string& part) {
  static const std::set<std::string> banned = {"manager", "helper",   "util",  "impl",    "base",
                                               "handler", "info",     "data",  "common",  "misc",
                                               "helpers", "managers", "utils", "handlers"};
  return banned.count(Lower(part)) != 0;
}

// The words of snake_case and CamelCase names.
std::vector<std::string> Parts(const std::string& name) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(name[i]);
    const bool is_break =
        i > 0 && std::isupper(c) != 0 &&
        (std::isupper(static_cast<unsigned char>(name[i - 1])) == 0 ||
         (i + 1 < name.size() && std::islower(static_cast<unsigned char>(name[i + 1])) != 0));
    if (c == '_' || c == '-' || c == '.' || is_break) parts.emplace_back();
    if (std::isalnum(c) != 0) parts.back() += name[i];
  }
  return parts;
}

void CheckName(const Violation& where, const std::string& name, std::vector<Violation>& out) {
  for (const std::string& part : Parts(name)) {
    if (!IsBanned(part)) continue;
    std::string message = where.message + " " + name;
    message.append(" says \"").append(part).append("\": name what it is");
    out.push_back({where.path, where.line, std::move(message)});
  }
}

std::string FirstTwoLines(const std::string& text) {
  const std::size_t first = text.find('\n');
  return text.substr(0, first == std::string::npos ? first : text.find('\n', first + 1));
}

// True where `word` at `at` is no part of a longer word.
bool StandsAlone(const std::string& text, std::size_t at, const std::string& word) {
  const auto is_word = [&](std::size_t i) {
    return i < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[i])) != 0 || text[i] == '_');
  };
  return (at == 0 || !is_word(at - 1)) && !is_word(at + word.size());
}

int LineOf(const std::string& text, std::size_t at) {
  return 1 + static_cast<int>(
                 std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

}  // namespace

std::vector<Violation> CheckNames(const SourceFile& file) {
  std::vector<Violation> out;
  if (!IsSource(file)) return out;
  const std::string leaf = file.path.substr(file.path.rfind('/') + 1);
  CheckName({file.path, 0, "file"}, leaf.substr(0, leaf.find('.')), out);
  if (!file.IsCpp()) return out;
  const Structure structure = ParseStructure(file.text);
  for (const ClassShape& c : structure.classes) {
    CheckName({file.path, c.line, "class"}, c.name, out);
  }
  for (const FunctionShape& e : structure.enums) {
    CheckName({file.path, e.line, "enum"}, e.name, out);
  }
  return out;
}

std::vector<Violation> CheckText(const SourceFile& file) {
  std::vector<Violation> out;
  if (!IsSource(file)) return out;
  const bool is_script = file.HasExtension(".py") || file.HasExtension(".sh");
  const std::string first = FirstTwoLines(file.text);
  const std::string wanted = (is_script ? "# " : "// ") + std::string(kLicenceLine);
  const std::size_t at = first.find(wanted);
  // A script may have its interpreter in line 1.
  if (at == std::string::npos || (at != 0 && !is_script)) {
    out.push_back({file.path, 1, "line 1 is not \"" + wanted + "\""});
  }
  // Spelled in halves, so that this file passes its own rule.
  for (const std::string& word :
       {std::string("TO") + "DO", std::string("FIX") + "ME", std::string("X") + "XX"}) {
    for (std::size_t i = file.text.find(word); i != std::string::npos;
         i = file.text.find(word, i + 1)) {
      if (!StandsAlone(file.text, i, word)) continue;
      out.push_back({file.path, LineOf(file.text, i), word + ": finish it or open an issue"});
    }
  }
  return out;
}

}  // namespace winnow::layering
