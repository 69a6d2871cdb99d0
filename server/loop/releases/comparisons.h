// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CompareRelease: the comparisons of a release, one family, decided.
#ifndef WINNOW_SERVER_LOOP_RELEASES_COMPARISONS_H_
#define WINNOW_SERVER_LOOP_RELEASES_COMPARISONS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/loop/releases/gate_estimates.h"
#include "winnow/v1/release.pb.h"
#include "winnow/v1/rubric.pb.h"

namespace winnow::loop {

// Slices by id, with their numbers in the queue.
using SliceNumbers = std::map<std::string, uint32_t>;

// What is asked of a release.
struct ReleaseTerms {
  const v1::Release& release;
  const v1::Rubric& rubric;  // with a measure at least
  SliceNumbers slices;       // of the frame
  uint64_t looks = 1;        // that were declared
};

// The aggregate over the launch population, then each rate guardrail over it, then its slices by
// id. A slice of the launch population that the frame has not is compared without an estimate.
// Errors: those of the estimates.
absl::StatusOr<std::vector<v1::Comparison>> CompareRelease(const ReleaseTerms& terms,
                                                           const GateEstimates& estimates);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_COMPARISONS_H_
