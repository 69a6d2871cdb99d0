// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A master sample of an evaluation, as the server makes one: drawn at once, handed out in random
// order, and looked at when so many of its items are labelled.
#ifndef WINNOW_SERVER_SIMULATION_SEQUENCE_MASTER_SAMPLE_H_
#define WINNOW_SERVER_SIMULATION_SEQUENCE_MASTER_SAMPLE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "server/selection/slice_weight.h"
#include "server/simulation/trial/pool_frame.h"
#include "server/simulation/trial/slice_estimates.h"

namespace winnow::simulation {

// What is drawn from a frame.
struct SampleOrder {
  uint64_t labels = 0;
  uint64_t seed = 0;
  // What is known about the slices of the frame, instead of what the frame holds.
  absl::Span<const selection::SliceFacts> slices;
};

// The drawn items in the order in which they are handed out.
std::vector<DrawnItem> DrawMasterSample(const PoolFrame& frame, const SampleOrder& order);

// The first `count` items with their labels and the inclusion probabilities of a prefix
// (release::PrefixSample). INVALID_ARGUMENT for more than all items.
absl::StatusOr<std::vector<Labelled>> LabelledPrefix(const Pool& pool,
                                                     absl::Span<const DrawnItem> in_order,
                                                     uint64_t count);

}  // namespace winnow::simulation

#endif  // WINNOW_SERVER_SIMULATION_SEQUENCE_MASTER_SAMPLE_H_
