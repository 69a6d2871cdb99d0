// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/access/policy.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace winnow::access {
namespace {

constexpr absl::string_view kPrefix = "ROLE_";
constexpr size_t kMaxQueueBytes = 64;

bool IsOfQueueId(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == ':' ||
         c == '-' || c == '*';
}

}  // namespace

std::optional<std::string> ProblemOfIdentity(absl::string_view text) {
  const bool is_clean = std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isgraph(static_cast<unsigned char>(c));
  });
  if (!text.empty() && text.size() <= kMaxIdentityBytes && is_clean) return std::nullopt;
  return absl::StrCat("must have 1 to ", kMaxIdentityBytes,
                      " printable ASCII characters and no space");
}

std::optional<std::string> ProblemOfQueuePattern(absl::string_view text) {
  if (!text.empty() && text.size() <= kMaxQueueBytes &&
      std::all_of(text.begin(), text.end(), IsOfQueueId)) {
    return std::nullopt;
  }
  return "must be the id of a queue, without \"queues/\", in which * stands for any characters: 1 "
         "to 64 out of A-Z a-z 0-9 _.:-*";
}

std::optional<v1::Role> RoleOf(absl::string_view name) {
  v1::Role role;
  if (!v1::Role_Parse(absl::StrCat(kPrefix, absl::AsciiStrToUpper(name)), &role) ||
      role == v1::ROLE_UNSPECIFIED || absl::AsciiStrToLower(name) != name) {
    return std::nullopt;
  }
  return role;
}

std::string NameOf(v1::Role role) {
  return absl::AsciiStrToLower(absl::StripPrefix(v1::Role_Name(role), kPrefix));
}

std::string RoleNames() {
  std::string names;
  for (int i = v1::Role_MIN; i <= v1::Role_MAX; ++i) {
    const auto role = static_cast<v1::Role>(i);
    if (!kEveryRole.Has(role)) continue;
    absl::StrAppend(&names, names.empty() ? "" : ", ", NameOf(role));
  }
  return names;
}

}  // namespace winnow::access
