// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/layering/source_tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace winnow::layering {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFolders[] = {"proto", "storage", "server", "client", "tests"};

bool IsSkipped(const fs::path& name) {
  const std::string text = name.string();
  return text == "node_modules" || text == "__pycache__" || text.rfind('.', 0) == 0;
}

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

}  // namespace

bool SourceFile::HasExtension(std::string_view extension) const {
  return path.size() >= extension.size() &&
         path.compare(path.size() - extension.size(), extension.size(), extension) == 0;
}

bool SourceFile::IsCpp() const { return HasExtension(".h") || HasExtension(".cc"); }

bool SourceFile::IsUnder(std::string_view prefix) const { return path.rfind(prefix, 0) == 0; }

std::string Render(const std::vector<Violation>& violations) {
  std::string out;
  for (const Violation& v : violations) {
    out += v.path + ":" + std::to_string(v.line) + ": " + v.message + "\n";
  }
  return out;
}

std::vector<SourceFile> LoadTree(const std::string& root) {
  std::vector<SourceFile> files;
  for (std::string_view folder : kFolders) {
    const fs::path top = fs::path(root) / folder;
    if (!fs::is_directory(top)) continue;
    for (auto it = fs::recursive_directory_iterator(top); it != fs::end(it); ++it) {
      if (IsSkipped(it->path().filename())) {
        it.disable_recursion_pending();
      } else if (it->is_regular_file()) {
        files.push_back({fs::relative(it->path(), root).generic_string(), ReadAll(it->path())});
      }
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

int CountLines(std::string_view text) {
  const auto newlines = std::count(text.begin(), text.end(), '\n');
  return static_cast<int>(newlines) + (!text.empty() && text.back() != '\n' ? 1 : 0);
}

}  // namespace winnow::layering
