// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/governance/consent/consent_oracle.h"

#include <cstdlib>

namespace winnow::testing {
namespace {

constexpr int64_t kMinuteUs = 60'000'000;
constexpr int64_t kDayUs = 24 * 60 * kMinuteUs;

}  // namespace

bool ConsentOracle::in_doubt() const { return std::abs(wall_us_ - expected_us_) > kMinuteUs; }

void ConsentOracle::Settle() {
  if (in_doubt() && since_jump_us_ < kDayUs) return;
  expected_us_ = wall_us_;
}

void ConsentOracle::Pass(int64_t us) {
  wall_us_ += us;
  expected_us_ += us;
  since_jump_us_ += us;
  Settle();
}

void ConsentOracle::Jump(int64_t us) {
  if (!in_doubt()) before_doubt_us_ = expected_us_;
  wall_us_ += us;
  since_jump_us_ = 0;
  Settle();
}

void ConsentOracle::Restart() {
  if (!in_doubt()) return;
  expected_us_ = before_doubt_us_;
  since_jump_us_ = 0;
  Settle();
}

std::string ConsentOracle::Forbids(const std::string& id, const Use& use) const {
  const auto candidate = candidates_.find(id);
  if (candidate == candidates_.end()) return "nobody sent it";
  const auto& [scope_id, subject, retain_until_us] = candidate->second;
  const auto scope = scopes_.find(scope_id);
  if (scope == scopes_.end()) return "its scope is not registered";
  if (!scope->second.purposes.contains(use.purpose)) return "its scope is for another purpose";
  if (scope->second.expire_us.has_value() && *scope->second.expire_us <= now_us())
    return "its scope has expired";
  if (!use.accepted.empty() && !use.accepted.contains(scope_id))
    return "the policy does not accept its scope";
  if (revoked_scopes_.contains(scope_id)) return "its scope was revoked";
  if (!subject.empty() && revoked_subjects_.contains(subject)) return "its subject revoked";
  if (retain_until_us <= now_us() || retain_until_us < now_us() + use.needs_us)
    return "its retention ends";
  return "";
}

}  // namespace winnow::testing
