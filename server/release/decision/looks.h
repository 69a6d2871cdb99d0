// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RELEASE_DECISION_LOOKS_H_
#define WINNOW_SERVER_RELEASE_DECISION_LOOKS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/release/labelled_sample.h"

namespace winnow::release {

// One of the looks at an evaluation that were declared before its first label.
struct Look {
  uint64_t number = 1;  // 1 to `of`
  uint64_t of = 1;      // K
};

// How many items of a master sample of `items`, in the random order in which it is handed out, a
// look covers: the first items x number / K, rounded down; the last look covers all. A look is due
// once these very items are complete (labelled, unusable or given up), not once so many items are:
// those that come back early differ from others. INVALID_ARGUMENT for a number outside 1 to K.
absl::StatusOr<uint64_t> ItemsAtLook(uint64_t items, Look look);

// The first `count` items of a sample in random order, as a sample: the draws of a slice that are
// in the prefix are a simple random part of its draws, so that the inclusion probability of each is
// pi times that share. Draws with pi = 1 become random ones, so that frame and items carry size
// measures for them; where all draws of a slice are in the prefix they stay certain, with size 0 in
// the frame too. Items that no draw chose (EXPLOIT, FILL) are not part of the order.
//
// INVALID_ARGUMENT for more than all items.
absl::StatusOr<std::vector<SampledItem>> PrefixSample(absl::Span<const SampledItem> in_order,
                                                      uint64_t count);

}  // namespace winnow::release

#endif  // WINNOW_SERVER_RELEASE_DECISION_LOOKS_H_
