// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/permissions.h"

#include <algorithm>
#include <utility>

#include "server/rubric/builtin_rubrics.h"

namespace winnow::shard {

bool Permissions::Follow(std::shared_ptr<const RegistrySnapshot> registry) {
  registry_ = std::move(registry);
  revoked_scopes_.clear();
  bool changed = false;
  for (uint32_t source = 0; source < sources_.size(); ++source) {
    const bool known = LookUpSource(source);
    changed |= known != sources_[source];
    sources_[source] = known;
  }
  for (uint32_t rubric = 0; rubric < rubrics_.size(); ++rubric) {
    const bool known = LookUpRubric(rubric);
    changed |= known != rubrics_[rubric];
    rubrics_[rubric] = known;
  }
  for (uint32_t scope = 0; scope < scopes_.size(); ++scope) {
    auto facts = LookUpScope(scope);
    changed |= facts != scopes_[scope];
    if (facts.has_value()) next_expiry_us_ = std::min(next_expiry_us_, facts->expire_us);
    scopes_[scope] = std::move(facts);
  }
  return changed;
}

bool Permissions::HasSource(uint32_t source) {
  while (sources_.size() <= source)
    sources_.push_back(LookUpSource(static_cast<uint32_t>(sources_.size())));
  return sources_[source];
}

bool Permissions::HasRubric(uint32_t rubric) {
  while (rubrics_.size() <= rubric)
    rubrics_.push_back(LookUpRubric(static_cast<uint32_t>(rubrics_.size())));
  return rubrics_[rubric];
}

const selection::ConsentScopeFacts* Permissions::Scope(uint32_t scope, int64_t now_us) {
  while (scopes_.size() <= scope)
    scopes_.push_back(LookUpScope(static_cast<uint32_t>(scopes_.size())));
  if (!scopes_[scope].has_value()) return nullptr;
  const selection::ConsentScopeFacts& facts = *scopes_[scope];
  if (facts.expire_us <= now_us) {
    last_expiry_us_ = std::max(last_expiry_us_, facts.expire_us);
  } else {
    next_expiry_us_ = std::min(next_expiry_us_, facts.expire_us);
  }
  return &facts;
}

bool Permissions::IsRevoked(uint32_t scope, uint64_t subject) {
  while (revoked_scopes_.size() <= scope) {
    const auto next = static_cast<uint32_t>(revoked_scopes_.size());
    revoked_scopes_.push_back(
        registry_->revocations.OfScope(dictionaries_->consent_scopes.Text(next)) != 0);
  }
  return revoked_scopes_[scope] || registry_->revocations.OfSubject(subject) != 0;
}

bool Permissions::Expired(int64_t now_us) {
  if (now_us >= last_expiry_us_ && now_us < next_expiry_us_) return false;
  last_expiry_us_ = std::numeric_limits<int64_t>::min();
  next_expiry_us_ = std::numeric_limits<int64_t>::max();
  for (const auto& scope : scopes_) {
    if (!scope.has_value()) continue;
    if (scope->expire_us <= now_us) {
      last_expiry_us_ = std::max(last_expiry_us_, scope->expire_us);
    } else {
      next_expiry_us_ = std::min(next_expiry_us_, scope->expire_us);
    }
  }
  return true;
}

std::optional<selection::ConsentScopeFacts> Permissions::LookUpScope(uint32_t scope) const {
  const std::string& id = dictionaries_->consent_scopes.Text(scope);
  const auto it = registry_->consent_scopes.find(id);
  if (it == registry_->consent_scopes.end()) return std::nullopt;
  return selection::ConsentScopeFactsOf(id, it->second.consent_scope());
}

bool Permissions::LookUpSource(uint32_t source) const {
  return registry_->sources.contains(dictionaries_->sources.Text(source));
}

bool Permissions::LookUpRubric(uint32_t rubric) const {
  const std::string& id = dictionaries_->rubrics.Text(rubric);
  const auto created = registry_->rubrics.lower_bound({id, 0});
  return (created != registry_->rubrics.end() && created->first.first == id) ||
         winnow::rubric::FindBuiltinRubric(id) != nullptr;
}

}  // namespace winnow::shard
