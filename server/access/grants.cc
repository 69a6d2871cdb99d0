// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/access/grants.h"

#include <algorithm>
#include <string>
#include <utility>

#include "server/access/pattern.h"

namespace winnow::access {
namespace {

bool AnyMatches(const std::vector<std::string>& patterns, absl::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return Matches(pattern, text); });
}

RoleSet Without(RoleSet roles, RoleSet denied) {
  RoleSet left;
  for (int i = v1::Role_MIN; i <= v1::Role_MAX; ++i) {
    const auto role = static_cast<v1::Role>(i);
    if (roles.Has(role) && !denied.Has(role)) left.Add(role);
  }
  return left;
}

// The roles that some rule denies over every queue of `pattern`. A pattern that only several rules
// together deny is not seen as denied; each of its queues is.
RoleSet DeniedOver(absl::string_view pattern, const std::vector<const Rule*>& denied) {
  RoleSet roles;
  for (const Rule* rule : denied) {
    const bool covers =
        std::any_of(rule->queues.begin(), rule->queues.end(),
                    [&](const std::string& queues) { return Covers(queues, pattern); });
    if (covers) roles = roles | rule->roles;
  }
  return roles;
}

}  // namespace

Grants Grants::Of(std::shared_ptr<const Policy> policy, absl::string_view identity) {
  Grants grants;
  RoleSet denied_somewhere;
  for (const Rule& rule : policy->rules) {
    if (!AnyMatches(rule.identities, identity)) continue;
    const bool allows = rule.effect == Effect::kAllow;
    (allows ? grants.allowed_ : grants.denied_).push_back(&rule);
    if (!allows) denied_somewhere = denied_somewhere | rule.roles;
  }
  for (const Rule* rule : grants.allowed_) {
    for (const std::string& queues : rule->queues) {
      grants.anywhere_ =
          grants.anywhere_ | Without(rule->roles, DeniedOver(queues, grants.denied_));
      if (Covers(queues, "*")) {
        grants.everywhere_ = grants.everywhere_ | Without(rule->roles, denied_somewhere);
      }
    }
  }
  grants.policy_ = std::move(policy);
  return grants;
}

Grants Grants::OfServer() {
  static const auto* const grants = new Grants(OfEverybody(kEveryRole));
  return *grants;
}

Grants Grants::OfMonitoring() {
  static const auto* const grants = new Grants(OfEverybody({v1::ROLE_SRE}));
  return *grants;
}

Grants Grants::OfEverybody(RoleSet roles) {
  return Of(std::make_shared<const Policy>(Policy{{{Effect::kAllow, {"*"}, roles, {"*"}}}}), "");
}

bool Grants::Over(absl::string_view queue, RoleSet roles) const {
  RoleSet held;
  for (const Rule* rule : allowed_) {
    if (AnyMatches(rule->queues, queue)) held = held | rule->roles;
  }
  for (const Rule* rule : denied_) {
    if (AnyMatches(rule->queues, queue)) held = Without(held, rule->roles);
  }
  return !(held & roles).empty();
}

}  // namespace winnow::access
