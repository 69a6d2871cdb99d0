// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/backoff.h"

#include <algorithm>

#include "client/error.h"

namespace winnow::client {

bool IsRetryable(const absl::Status& status) {
  if (absl::IsUnavailable(status)) return true;
  return absl::IsResourceExhausted(status) && DetailsOf(status).retry_delay.has_value();
}

std::optional<absl::Duration> Backoff::Next(const absl::Status& failure, double fraction) {
  if (failures_ >= limits_.retries || !IsRetryable(failure)) return std::nullopt;
  absl::Duration wait = limits_.first;
  for (int i = 0; i < failures_ && wait < limits_.longest; ++i) wait *= 2;
  ++failures_;
  wait = std::min(wait, limits_.longest) * (1.0 - fraction / 2);
  return std::max(wait, DetailsOf(failure).retry_delay.value_or(absl::ZeroDuration()));
}

}  // namespace winnow::client
