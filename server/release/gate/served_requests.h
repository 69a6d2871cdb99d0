// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_GATE_SERVED_REQUESTS_H_
#define WINNOW_SERVER_RELEASE_GATE_SERVED_REQUESTS_H_

#include <cstdint>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "winnow/v1/release.pb.h"

namespace winnow::release {

// How many requests a rollout served, by slice. Sums stop at the largest number. Reads the rollout
// once; keeps references to it.
class ServedRequests {
 public:
  explicit ServedRequests(const v1::Rollout& rollout);

  // 0 of a slice that it does not name.
  uint64_t Of(absl::string_view slice) const;

 private:
  absl::flat_hash_map<absl::string_view, uint64_t> by_slice_;
};

// Requests in all: what the rollout states, or else the sum over its slices.
uint64_t AllRequestsOf(const v1::Rollout& rollout);

// Of each slice at risk at least.
uint64_t LeastSliceRequests(const v1::CanaryPlan& plan);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_GATE_SERVED_REQUESTS_H_
