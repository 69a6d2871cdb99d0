// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_LAYERING_SOURCE_TREE_H_
#define WINNOW_TESTS_LAYERING_SOURCE_TREE_H_

#include <string>
#include <string_view>
#include <vector>

namespace winnow::layering {

// One file of the working tree. `path` is relative to the root of the repository, with '/'.
struct SourceFile {
  std::string path;
  std::string text;

  bool HasExtension(std::string_view extension) const;  // with the dot: ".cc"
  bool IsCpp() const;                                   // .h or .cc
  bool IsUnder(std::string_view prefix) const;          // path starts with `prefix`
};

// A rule that a file breaks. `line` is 1-based; 0 means the file as a whole.
struct Violation {
  std::string path;
  int line = 0;
  std::string message;
};

// `path:line: message` for each, one per line.
std::string Render(const std::vector<Violation>& violations);

// Every regular file under proto/, storage/, server/, client/ and tests/ of `root`, sorted by path.
// Installed packages (node_modules), caches and hidden files are left out.
std::vector<SourceFile> LoadTree(const std::string& root);

// The number of lines of `text`; a last line without '\n' counts.
int CountLines(std::string_view text);

}  // namespace winnow::layering

#endif  // WINNOW_TESTS_LAYERING_SOURCE_TREE_H_
