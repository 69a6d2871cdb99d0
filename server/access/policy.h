// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The access policy: which identities hold which roles, over which queues.
#ifndef WINNOW_SERVER_ACCESS_POLICY_H_
#define WINNOW_SERVER_ACCESS_POLICY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/access/role_set.h"

namespace winnow::access {

enum class Effect { kAllow, kDeny };

// Allows, or denies, roles to whoever matches one of the identities, over each queue that matches
// one of the queue patterns. In both, `*` stands for any characters or none.
struct Rule {
  Effect effect = Effect::kDeny;
  std::vector<std::string> identities;
  RoleSet roles;
  std::vector<std::string> queues;

  bool operator==(const Rule&) const = default;
};

// What no rule allows is denied, and what a rule denies no other rule allows. The order of the
// rules changes nothing.
struct Policy {
  std::vector<Rule> rules;

  bool operator==(const Policy&) const = default;
};

// The identity of whoever shows no credentials where none are asked for: over a Unix socket or
// plaintext on the loopback.
inline constexpr absl::string_view kLocalIdentity = "local";

inline constexpr size_t kMaxIdentityBytes = 256;

// Nothing when `text` can be an identity, with stars in it for a pattern, or what is wrong with
// it: 1 to 256 printable ASCII characters without spaces.
std::optional<std::string> ProblemOfIdentity(absl::string_view text);
// The same for a pattern of queue ids.
std::optional<std::string> ProblemOfQueuePattern(absl::string_view text);

// The role of a name such as `policy_legal`, the proto's without its prefix in lower case; nothing
// when there is none.
std::optional<v1::Role> RoleOf(absl::string_view name);
std::string NameOf(v1::Role role);
// All names, in the order of the proto, with commas.
std::string RoleNames();

}  // namespace winnow::access

#endif  // WINNOW_SERVER_ACCESS_POLICY_H_
