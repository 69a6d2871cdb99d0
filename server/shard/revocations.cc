// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/revocations.h"

#include <utility>

#include "server/shard/candidate_columns.h"

namespace winnow::shard {

bool Revocations::Add(const storage::v1::RevocationRecord& record) {
  ++last_;
  if (!record.consent_scope().empty()) {
    scopes_.try_emplace(record.consent_scope(), last_);
    return true;
  }
  const auto subject = digest::Digest::FromHex(record.subject());
  if (!subject.ok()) return false;
  const uint64_t key = SubjectKey(*subject);
  std::shared_ptr<const Numbers>& part = subjects_[key % kParts];
  auto next = part == nullptr ? std::make_shared<Numbers>() : std::make_shared<Numbers>(*part);
  next->try_emplace(key, last_);
  part = std::move(next);
  return true;
}

uint64_t Revocations::OfSubject(uint64_t subject) const {
  if (subject == 0) return 0;
  const auto& part = subjects_[subject % kParts];
  if (part == nullptr) return 0;
  const auto it = part->find(subject);
  return it == part->end() ? 0 : it->second;
}

uint64_t Revocations::OfScope(absl::string_view scope) const {
  const auto it = scopes_.find(scope);
  return it == scopes_.end() ? 0 : it->second;
}

}  // namespace winnow::shard
