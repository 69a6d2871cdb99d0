// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LeaseRules: the bounds of leases that a policy states, defaults filled in.
#ifndef WINNOW_SERVER_SELECTION_LEASE_RULES_H_
#define WINNOW_SERVER_SELECTION_LEASE_RULES_H_

#include <cstdint>

#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "winnow/v1/policy.pb.h"

namespace winnow::selection {

struct LeaseRules {
  absl::Duration default_lease;
  absl::Duration max_lease;
  absl::Duration label_turnaround;
  uint32_t max_items = 0;
  uint32_t max_attempts = 0;
};

// Where the default lease is unset, it is 1 hour or the longest lease if that is shorter.
LeaseRules CompileLease(const v1::LeaseLimits& limits);

// The exact sum of both fields, also for values that protobuf calls invalid.
absl::Duration ToDuration(const google::protobuf::Duration& duration);

}  // namespace winnow::selection

#endif  // WINNOW_SERVER_SELECTION_LEASE_RULES_H_
