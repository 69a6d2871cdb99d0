// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/rpc/rate_limits.h"

#include <algorithm>

namespace winnow::rpc {
namespace {

double Full(double per_second) { return per_second * absl::ToDoubleSeconds(RateLimits::kBurst); }

void Fill(double per_second, absl::Duration elapsed, double& tokens) {
  tokens = std::min(Full(per_second), tokens + per_second * absl::ToDoubleSeconds(elapsed));
}

// Until there are `wanted` tokens.
absl::Duration TimeTo(double wanted, double tokens, double per_second) {
  if (per_second <= 0 || tokens >= wanted) return absl::ZeroDuration();
  return absl::Seconds((wanted - tokens) / per_second);
}

}  // namespace

absl::Duration RateLimits::Take(absl::string_view identity, size_t bytes) {
  if (unlimited()) return absl::ZeroDuration();
  ops::MutexLock lock(mutex_);
  Account& account = Open(identity);
  // Bytes may be owed, so that a message larger than the bucket passes once it is not in debt.
  const absl::Duration wait = std::max(TimeTo(std::min(1.0, Full(options_.calls_per_second)),
                                              account.calls, options_.calls_per_second),
                                       TimeTo(0, account.bytes, options_.bytes_per_second));
  if (wait > absl::ZeroDuration()) return wait;
  account.calls -= 1;
  account.bytes -= static_cast<double>(bytes);
  return absl::ZeroDuration();
}

void RateLimits::Charge(absl::string_view identity, size_t bytes) {
  if (options_.bytes_per_second <= 0) return;
  ops::MutexLock lock(mutex_);
  Open(identity).bytes -= static_cast<double>(bytes);
}

RateLimits::Account& RateLimits::Open(absl::string_view identity) {
  const absl::Duration now = clock_.SteadyNow();
  if (const auto found = by_identity_.find(identity); found != by_identity_.end()) {
    accounts_.splice(accounts_.begin(), accounts_, found->second);
    Account& account = accounts_.front();
    Fill(options_.calls_per_second, now - account.filled, account.calls);
    Fill(options_.bytes_per_second, now - account.filled, account.bytes);
    account.filled = now;
    return account;
  }
  if (accounts_.size() >= options_.most_identities) {
    by_identity_.erase(accounts_.back().identity);
    accounts_.pop_back();
  }
  accounts_.push_front({std::string(identity), Full(options_.calls_per_second),
                        Full(options_.bytes_per_second), now});
  by_identity_.emplace(accounts_.front().identity, accounts_.begin());
  return accounts_.front();
}

}  // namespace winnow::rpc
