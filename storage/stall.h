// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_STALL_H_
#define WINNOW_STORAGE_STALL_H_

#include <functional>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"

namespace winnow::storage {

// How to sit out an engine that holds writes back.
struct StallPolicy {
  std::function<void(absl::Duration)> wait;  // blocks for about as long as it is told
  absl::Duration limit;                      // of all waits of one write together
};

// Calls `write` until it answers anything but RESOURCE_EXHAUSTED, waiting longer each time, or
// until the limit is reached. Returns the last answer.
absl::Status WriteThroughStalls(const StallPolicy& policy, absl::FunctionRef<absl::Status()> write);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_STALL_H_
