// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The files of access control as texts: the access policy, and whose tokens are known.
#ifndef WINNOW_SERVER_ACCESS_DOCUMENT_H_
#define WINNOW_SERVER_ACCESS_DOCUMENT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/access/policy.h"
#include "server/access/tokens.h"

namespace winnow::app {

// Both are pure. Their error is INVALID_ARGUMENT with one problem per line of its message, all
// problems at once, each with the line of `origin` (a path). Values are not repeated.

// A map with the list `rules`; deploy/access.yaml describes it. At least one rule allows something.
absl::StatusOr<access::Policy> ParseAccessPolicy(absl::string_view text, const std::string& origin);

// A map with the list `tokens` of maps of `identity` and `sha256`, the SHA-256 of the token in
// hexadecimal. An identity may have several tokens; `local` has none.
absl::StatusOr<access::Tokens> ParseTokens(absl::string_view text, const std::string& origin);

}  // namespace winnow::app

#endif  // WINNOW_SERVER_ACCESS_DOCUMENT_H_
