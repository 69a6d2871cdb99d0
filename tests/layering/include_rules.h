// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_LAYERING_INCLUDE_RULES_H_
#define WINNOW_TESTS_LAYERING_INCLUDE_RULES_H_

#include <string>
#include <string_view>
#include <vector>

#include "tests/layering/source_tree.h"

namespace winnow::layering {

// One row of the table of architecture.md A3: what the files of a folder may include. A file
// belongs to the first row that names a prefix of its path.
struct Layer {
  std::string name;
  std::vector<std::string> paths;
  std::vector<std::string> ours = {};      // prefixes of our own headers
  std::vector<std::string> external = {};  // groups of ExternalGroup()
  std::vector<std::string> never = {};  // prefixes that stay forbidden although `ours` holds them
  std::vector<std::string> links = {};  // prefixes of CMake targets, beside the folder's own
};

const std::vector<Layer>& Layers();

// The row of a path, or null for a path outside of all rows.
const Layer* LayerOf(std::string_view path);

// The group of a header that is not ours: "std", "posix", "absl", "grpc", ...; "" if unknown.
std::string ExternalGroup(const std::string& header, bool angled);

// Includes that the file's row does not allow.
std::vector<Violation> CheckIncludes(const SourceFile& file);

}  // namespace winnow::layering

#endif  // WINNOW_TESTS_LAYERING_INCLUDE_RULES_H_
