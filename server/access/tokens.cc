// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/access/tokens.h"

#include "absl/strings/match.h"
#include "server/digest/sha256.h"

namespace winnow::access {

std::optional<std::string> IdentityOf(const Tokens& tokens, absl::string_view token) {
  const auto found = tokens.identities.find(digest::Sha256(token));
  if (found == tokens.identities.end()) return std::nullopt;
  return found->second;
}

std::optional<absl::string_view> BearerToken(absl::string_view header) {
  constexpr absl::string_view kScheme = "Bearer ";
  if (!absl::StartsWithIgnoreCase(header, kScheme)) return std::nullopt;
  header.remove_prefix(kScheme.size());
  while (!header.empty() && header.front() == ' ') header.remove_prefix(1);
  if (header.empty()) return std::nullopt;
  return header;
}

}  // namespace winnow::access
