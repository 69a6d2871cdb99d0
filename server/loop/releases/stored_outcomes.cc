// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/stored_outcomes.h"

namespace winnow::loop {

absl::StatusOr<std::vector<storage::OutcomeId>> ReadOutcomeKeys(
    shard::Shard& shard, uint32_t queue_no, const std::set<std::string>& releases,
    const std::vector<shard::CandidateNo>& candidates) {
  std::vector<storage::OutcomeId> keys;
  for (const std::string& release : releases) {
    for (const shard::CandidateNo no : candidates) {
      absl::Status status = storage::OutcomeTable::ScanRange(
          shard.engine(), shard.id(),
          storage::OutcomeTable::CandidateRange(shard.id(), {queue_no, release}, no),
          [&](const storage::OutcomeId& id, storage::v1::OutcomeRecord&) {
            keys.push_back(id);
            return absl::OkStatus();
          });
      if (!status.ok()) return status;
    }
  }
  return keys;
}

}  // namespace winnow::loop
