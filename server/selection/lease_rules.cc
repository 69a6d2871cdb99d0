// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/selection/lease_rules.h"

#include <algorithm>

namespace winnow::selection {
namespace {

constexpr uint32_t kDefaultItems = 1000;
constexpr uint32_t kDefaultAttempts = 3;

uint32_t Or(uint32_t stated, uint32_t otherwise) { return stated != 0 ? stated : otherwise; }

}  // namespace

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

LeaseRules CompileLease(const v1::LeaseLimits& limits) {
  LeaseRules rules;
  rules.max_lease = limits.has_max_lease() ? ToDuration(limits.max_lease()) : absl::Hours(24);
  rules.default_lease = limits.has_default_lease() ? ToDuration(limits.default_lease())
                                                   : std::min(absl::Hours(1), rules.max_lease);
  rules.label_turnaround = ToDuration(limits.label_turnaround());
  rules.max_items = Or(limits.max_items(), kDefaultItems);
  rules.max_attempts = Or(limits.max_attempts(), kDefaultAttempts);
  return rules;
}

}  // namespace winnow::selection
