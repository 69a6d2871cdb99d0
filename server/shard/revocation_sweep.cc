// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/revocation_sweep.h"

#include <algorithm>
#include <utility>

namespace winnow::shard {
namespace {

// To look at candidates that are not concerned costs a fraction of judging one.
constexpr size_t kLooksPerJudgement = 16;

}  // namespace

void RevocationSweep::Begin(std::shared_ptr<const RegistrySnapshot> registry) {
  registry_ = std::move(registry);
  scopes_.clear();
  if (registry_->revocations.last() == swept_) return;
  next_ = 0;
  end_ = candidates_.size();
  if (end_ == 0) swept_ = registry_->revocations.last();
}

size_t RevocationSweep::Sweep(size_t candidates, int64_t now_us) {
  size_t looks = candidates * kLooksPerJudgement;
  while (under_way() && looks > 0) {
    const auto no = static_cast<CandidateNo>(next_++);
    const bool revoked = IsNewlyRevoked(no);
    if (revoked) frame_.Update(no, now_us);
    looks -= std::min(looks, revoked ? kLooksPerJudgement : 1);
    if (!under_way()) swept_ = registry_->revocations.last();
  }
  return looks / kLooksPerJudgement;
}

bool RevocationSweep::IsNewlyRevoked(CandidateNo no) {
  const CandidateRow& row = candidates_.row(no);
  const Revocations& revocations = registry_->revocations;
  if (revocations.OfSubject(row.subject) > swept_) return true;
  while (scopes_.size() <= row.consent_scope) {
    scopes_.push_back(revocations.OfScope(
        candidates_.dictionaries().consent_scopes.Text(static_cast<uint32_t>(scopes_.size()))));
  }
  return scopes_[row.consent_scope] > swept_;
}

}  // namespace winnow::shard
