// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/stored_labels.h"

#include <utility>

#include "server/shard/tables.h"

namespace winnow::loop {

absl::StatusOr<StoredLabels> ReadLabels(shard::Shard& shard, uint32_t queue_no,
                                        const std::vector<shard::CandidateNo>& candidates) {
  StoredLabels labels;
  for (const shard::CandidateNo no : candidates) {
    std::vector<v1::Label>& of_candidate = labels[no];
    of_candidate.clear();
    const absl::Status status = storage::LabelTable::ScanRange(
        shard.engine(), shard.id(), storage::LabelTable::CandidateRange(shard.id(), queue_no, no),
        [&](const storage::LabelId&, storage::v1::LabelRecord& record) {
          of_candidate.push_back(std::move(*record.mutable_label()));
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
  }
  return labels;
}

}  // namespace winnow::loop
