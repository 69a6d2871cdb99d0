// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>

#include "tests/layering/include_rules.h"
#include "tests/layering/rules.h"

namespace winnow::layering {
namespace {

struct Word {
  std::string text;
  int line = 0;
};

// One command of a CMake file: name(arguments).
struct Command {
  std::string name;
  int line = 0;
  std::vector<Word> arguments;
};

bool EndsWord(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0 || c == '(' || c == ')' || c == '#';
}

// The words and brackets of a CMake file outside comments.
std::vector<Word> WordsOf(const std::string& text) {
  std::vector<Word> words;
  int line = 1;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '#') {
      i = std::min(text.find('\n', i), text.size());
    } else if (EndsWord(text[i])) {
      if (text[i] == '(' || text[i] == ')') words.push_back({std::string(1, text[i]), line});
      line += text[i++] == '\n' ? 1 : 0;
    } else {
      std::size_t end = i;
      while (end < text.size() && !EndsWord(text[end])) ++end;
      words.push_back({text.substr(i, end - i), line});
      i = end;
    }
  }
  return words;
}

std::vector<Command> CommandsOf(const std::string& text) {
  std::vector<Command> commands;
  const std::vector<Word> words = WordsOf(text);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i + 1].text != "(") continue;
    Command command{words[i].text, words[i].line, {}};
    int depth = 1;
    for (i += 2; i < words.size() && depth > 0; ++i) {
      depth += words[i].text == "(" ? 1 : 0;
      depth -= words[i].text == ")" ? 1 : 0;
      if (depth > 0) command.arguments.push_back(words[i]);
    }
    --i;
    commands.push_back(std::move(command));
  }
  return commands;
}

bool StartsWith(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

bool IsScopeWord(const std::string& word) {
  static const std::set<std::string> words = {"SOURCES", "DEPS",    "PRIVATE_DEPS",
                                              "PUBLIC",  "PRIVATE", "INTERFACE"};
  return words.count(word) != 0;
}

// The libraries that a command links, by the word that introduces them.
std::map<std::string, std::vector<Word>> LinksOf(const Command& command) {
  std::map<std::string, std::vector<Word>> links;
  std::string scope;
  for (std::size_t i = 1; i < command.arguments.size(); ++i) {
    const Word& word = command.arguments[i];
    if (IsScopeWord(word.text)) {
      scope = word.text;
    } else if (scope != "SOURCES" && !StartsWith(word.text, "$")) {
      links[scope].push_back(word);
    }
  }
  return links;
}

bool MayLink(const Layer& layer, const std::string& target) {
  return target == "winnow_options" ||
         std::any_of(layer.links.begin(), layer.links.end(),
                     [&](const std::string& prefix) { return StartsWith(target, prefix); });
}

// Engines and OpenSSL must not reach whoever links the library.
bool MustBePrivate(const std::string& target) {
  return StartsWith(target, "RocksDB::") || StartsWith(target, "OpenSSL::");
}

void CheckLinks(const SourceFile& file, const Command& command, std::vector<Violation>& out) {
  const Layer* layer = LayerOf(file.path);
  if (layer == nullptr || file.IsUnder("tests/")) return;
  for (const auto& [scope, targets] : LinksOf(command)) {
    for (const Word& target : targets) {
      if (!MayLink(*layer, target.text)) {
        out.push_back({file.path, target.line, layer->name + " may not link " + target.text});
      } else if (MustBePrivate(target.text) && scope != "PRIVATE" && scope != "PRIVATE_DEPS") {
        out.push_back({file.path, target.line, target.text + " must be linked PRIVATE"});
      }
    }
  }
}

// The path that a word names, for a file of `folder` listed plainly or from the file's own folder.
std::string PathOf(const std::string& folder, const std::string& word) {
  for (const std::string& own :
       {std::string("${CMAKE_CURRENT_LIST_DIR}/"), std::string("${CMAKE_CURRENT_SOURCE_DIR}/")}) {
    if (StartsWith(word, own)) return folder + word.substr(own.size());
  }
  return folder + word;
}

bool IsCMake(const SourceFile& file) {
  return file.HasExtension("CMakeLists.txt") || file.HasExtension(".cmake");
}

}  // namespace

std::vector<Violation> CheckCMake(const SourceFile& file) {
  std::vector<Violation> out;
  if (!IsCMake(file)) return out;
  for (const Command& command : CommandsOf(file.text)) {
    if (command.name == "winnow_library" || command.name == "target_link_libraries") {
      CheckLinks(file, command, out);
    }
    const bool is_glob = command.name == "file" && !command.arguments.empty() &&
                         StartsWith(command.arguments[0].text, "GLOB");
    if (is_glob || command.name == "aux_source_directory") {
      out.push_back({file.path, command.line, "sources are listed, never collected"});
    }
  }
  return out;
}

std::vector<Violation> CheckListed(const std::vector<SourceFile>& tree) {
  std::vector<Violation> out;
  std::set<std::string> listed;
  for (const SourceFile& file : tree) {
    if (!IsCMake(file)) continue;
    const std::string folder = file.path.substr(0, file.path.rfind('/') + 1);
    for (const Word& word : WordsOf(file.text)) listed.insert(PathOf(folder, word.text));
  }
  for (const SourceFile& file : tree) {
    if (file.HasExtension(".cc") && listed.count(file.path) == 0) {
      out.push_back({file.path, 0, "no CMake file lists it, so nothing builds it"});
    }
  }
  return out;
}

}  // namespace winnow::layering
