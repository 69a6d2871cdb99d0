// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/stall.h"

#include <algorithm>

namespace winnow::storage {
namespace {

constexpr absl::Duration kFirstWait = absl::Milliseconds(1);
constexpr absl::Duration kLongestWait = absl::Milliseconds(100);

}  // namespace

absl::Status WriteThroughStalls(const StallPolicy& policy,
                                absl::FunctionRef<absl::Status()> write) {
  absl::Duration left = policy.limit;
  for (absl::Duration wait = kFirstWait;; wait = std::min(2 * wait, kLongestWait)) {
    absl::Status status = write();
    if (!absl::IsResourceExhausted(status) || left <= absl::ZeroDuration()) return status;
    wait = std::min(wait, left);
    policy.wait(wait);
    left -= wait;
  }
}

}  // namespace winnow::storage
