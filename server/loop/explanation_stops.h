// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What keeps a candidate from being among the best scored of the next batch: one rule per reason,
// and one runner.
#ifndef WINNOW_SERVER_LOOP_EXPLANATION_STOPS_H_
#define WINNOW_SERVER_LOOP_EXPLANATION_STOPS_H_

#include <cstdint>
#include <optional>

#include "google/protobuf/repeated_field.h"
#include "server/selection/prospect.h"
#include "server/shard/queue_state.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop {

// What the rules look at; valid while the queue stays as it is.
struct StopFacts {
  const shard::QueueState& queue;
  selection::CandidateNo no = 0;
  const google::protobuf::RepeatedField<int>& exclusions;  // v1::ExclusionReason, all that hold
  // Of a candidate that a draw can see; none while capacity leaves no room for one.
  std::optional<selection::Prospect> prospect;
};

// Every reason that holds, in the order of the enum; none for a candidate that EXPLOIT or FILL
// would take.
google::protobuf::RepeatedPtrField<v1::Stop> StopsOf(const StopFacts& facts);

// Items that the queue's reviewer capacity leaves room for.
uint64_t QueueRoom(const shard::QueueState& queue);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EXPLANATION_STOPS_H_
