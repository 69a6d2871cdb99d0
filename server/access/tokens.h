// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_ACCESS_TOKENS_H_
#define WINNOW_SERVER_ACCESS_TOKENS_H_

#include <map>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "server/digest/digest.h"

namespace winnow::access {

// Whose token is whose, by the SHA-256 of each token: the tokens themselves are nowhere. A token is
// random and long, so neither a salt nor a slow hash would make it harder to guess.
struct Tokens {
  std::map<digest::Digest, std::string> identities;

  bool operator==(const Tokens&) const = default;
};

// The identity that `token` stands for; nothing when nobody has it.
std::optional<std::string> IdentityOf(const Tokens& tokens, absl::string_view token);

// The token in the value of an `authorization` header, "Bearer TOKEN" in the terms of RFC 6750;
// nothing when it is another one.
std::optional<absl::string_view> BearerToken(absl::string_view header);

}  // namespace winnow::access

#endif  // WINNOW_SERVER_ACCESS_TOKENS_H_
