// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_LOOP_RELEASES_STORED_OUTCOMES_H_
#define WINNOW_SERVER_LOOP_RELEASES_STORED_OUTCOMES_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/shard/shard.h"
#include "server/shard/tables.h"

namespace winnow::loop {

// Keys of the outcomes that any of `releases` of a queue has of any of `candidates`, as far as they
// are durable. Errors: the engine's.
absl::StatusOr<std::vector<storage::OutcomeId>> ReadOutcomeKeys(
    shard::Shard& shard, uint32_t queue_no, const std::set<std::string>& releases,
    const std::vector<shard::CandidateNo>& candidates);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RELEASES_STORED_OUTCOMES_H_
