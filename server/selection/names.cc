// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/names.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"

namespace winnow::selection {
namespace {

bool IsLowerName(absl::string_view name, size_t longest) {
  return !name.empty() && name.size() <= longest &&
         absl::ascii_islower(static_cast<unsigned char>(name.front())) &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
         });
}

}  // namespace

bool IsTermName(absl::string_view name) { return IsLowerName(name, 64); }

bool IsAttributeName(absl::string_view name) { return IsLowerName(name, 32); }

bool IsId(absl::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '_' || c == '.' || c == ':' || c == '-';
  });
}

}  // namespace winnow::selection
