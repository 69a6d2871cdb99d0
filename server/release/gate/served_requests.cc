// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/served_requests.h"

#include <algorithm>
#include <limits>

namespace winnow::release {
namespace {

uint64_t AddUpTo(uint64_t sum, uint64_t more) {
  return more > std::numeric_limits<uint64_t>::max() - sum ? std::numeric_limits<uint64_t>::max()
                                                           : sum + more;
}

}  // namespace

ServedRequests::ServedRequests(const v1::Rollout& rollout) {
  by_slice_.reserve(static_cast<std::size_t>(rollout.slices_size()));
  for (const v1::RolloutSlice& served : rollout.slices()) {
    uint64_t& requests = by_slice_[served.slice()];
    requests = AddUpTo(requests, served.requests());
  }
}

uint64_t ServedRequests::Of(absl::string_view slice) const {
  const auto found = by_slice_.find(slice);
  return found == by_slice_.end() ? 0 : found->second;
}

uint64_t AllRequestsOf(const v1::Rollout& rollout) {
  if (rollout.requests() > 0) return rollout.requests();
  uint64_t requests = 0;
  for (const v1::RolloutSlice& served : rollout.slices()) {
    requests = AddUpTo(requests, served.requests());
  }
  return requests;
}

uint64_t LeastSliceRequests(const v1::CanaryPlan& plan) {
  return std::max<uint64_t>(plan.min_slice_requests(), 1);
}

}  // namespace winnow::release
