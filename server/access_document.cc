// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/access_document.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/config_document.h"
#include "server/config_problems.h"
#include "server/config_section.h"

namespace winnow::app {
namespace {

constexpr char kEvery[] = "*";

using Check = std::optional<std::string> (*)(absl::string_view);

absl::StatusOr<std::string> Checked(Check check, const std::string& text) {
  if (std::optional<std::string> problem = check(text)) return absl::InvalidArgumentError(*problem);
  return text;
}

absl::StatusOr<access::Effect> ParseEffect(const std::string& text) {
  if (text == "allow") return access::Effect::kAllow;
  if (text == "deny") return access::Effect::kDeny;
  return absl::InvalidArgumentError("must be allow or deny");
}

absl::StatusOr<access::RoleSet> ParseRole(const std::string& text) {
  if (text == kEvery) return access::kEveryRole;
  if (const std::optional<v1::Role> role = access::RoleOf(text)) return access::RoleSet{*role};
  return absl::InvalidArgumentError(absl::StrCat("is no role; there are ", access::RoleNames()));
}

// A list that must not be empty.
template <typename T>
void ReadPatterns(ConfigSection& section, const char* key,
                  const std::function<absl::StatusOr<T>(const std::string&)>& parse,
                  std::vector<T>& target) {
  if (section.ReadList<T>(key, parse, target) == 0) {
    section.AddProblem(key, "must name at least one, as in [\"*\"]");
  }
}

access::Rule ReadRule(ConfigSection section) {
  access::Rule rule;
  std::optional<access::Effect> effect;
  section.Read<std::optional<access::Effect>>(
      "effect",
      [](const std::string& text) -> absl::StatusOr<std::optional<access::Effect>> {
        return ParseEffect(text);
      },
      effect);
  if (!section.Has("effect")) section.AddProblem("effect", "is required: allow or deny");
  rule.effect = effect.value_or(access::Effect::kDeny);
  ReadPatterns<std::string>(
      section, "identities",
      [](const std::string& text) { return Checked(access::ProblemOfIdentity, text); },
      rule.identities);
  std::vector<access::RoleSet> roles;
  ReadPatterns<access::RoleSet>(section, "roles", ParseRole, roles);
  for (const access::RoleSet role : roles) rule.roles = rule.roles | role;
  if (rule.effect == access::Effect::kAllow &&
      std::count(roles.begin(), roles.end(), access::kEveryRole) > 0) {
    section.AddProblem("roles", "name the roles that are allowed; \"*\" is for deny alone");
  }
  ReadPatterns<std::string>(
      section, "queues",
      [](const std::string& text) { return Checked(access::ProblemOfQueuePattern, text); },
      rule.queues);
  section.Finish();
  return rule;
}

void ReadToken(ConfigSection section, access::Tokens& tokens) {
  std::string identity;
  section.Read<std::string>(
      "identity",
      [](const std::string& text) -> absl::StatusOr<std::string> {
        if (text == access::kLocalIdentity) {
          return absl::InvalidArgumentError("local is whoever has no token; write another name");
        }
        if (absl::StrContains(text, kEvery)) {
          return absl::InvalidArgumentError("must be one identity, without *");
        }
        return Checked(access::ProblemOfIdentity, text);
      },
      identity);
  std::optional<digest::Digest> sha256;
  section.Read<std::optional<digest::Digest>>(
      "sha256",
      [](const std::string& text) -> absl::StatusOr<std::optional<digest::Digest>> {
        absl::StatusOr<digest::Digest> digest = digest::Digest::FromHex(text);
        if (digest.ok()) return *digest;
        return absl::InvalidArgumentError(
            "must be the SHA-256 of the token in 64 hexadecimal digits, as sha256sum prints it");
      },
      sha256);
  section.Finish();
  for (const char* key : {"identity", "sha256"}) {
    if (!section.Has(key)) section.AddProblem(key, "is required");
  }
  if (!sha256.has_value()) return;
  if (!tokens.identities.emplace(*sha256, identity).second) {
    section.AddProblem("sha256", "occurs twice; each token belongs to one identity");
  }
}

}  // namespace

absl::StatusOr<access::Policy> ParseAccessPolicy(absl::string_view text,
                                                 const std::string& origin) {
  ConfigProblems problems(origin);
  access::Policy policy;
  ConfigSection document(ReadConfigDocument(text, problems), "", problems);
  for (ConfigSection& section : document.Sections("rules")) {
    policy.rules.push_back(ReadRule(std::move(section)));
  }
  document.Finish();
  const bool allows = std::any_of(policy.rules.begin(), policy.rules.end(), [](const auto& rule) {
    return rule.effect == access::Effect::kAllow;
  });
  if (!allows) {
    problems.AddAt(0, "rules",
                   "no rule allows anything, so nobody could call; deploy/access.yaml shows how");
  }
  if (absl::Status status = problems.ToStatus(); !status.ok()) return status;
  return policy;
}

absl::StatusOr<access::Tokens> ParseTokens(absl::string_view text, const std::string& origin) {
  ConfigProblems problems(origin);
  access::Tokens tokens;
  ConfigSection document(ReadConfigDocument(text, problems), "", problems);
  for (ConfigSection& section : document.Sections("tokens")) ReadToken(section, tokens);
  document.Finish();
  if (absl::Status status = problems.ToStatus(); !status.ok()) return status;
  return tokens;
}

}  // namespace winnow::app
