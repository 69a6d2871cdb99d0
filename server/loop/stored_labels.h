// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Labels as they are stored, read outside the shard's mutex.
#ifndef WINNOW_SERVER_LOOP_STORED_LABELS_H_
#define WINNOW_SERVER_LOOP_STORED_LABELS_H_

#include <cstdint>
#include <map>
#include <vector>

#include "absl/status/statusor.h"
#include "server/shard/shard.h"
#include "server/shard/tables.h"
#include "winnow/v1/label.pb.h"

namespace winnow::loop {

// By candidate; each candidate's by annotator and rubric revision.
using StoredLabels = std::map<shard::CandidateNo, std::vector<v1::Label>>;

// The keys of their rows, likewise.
using StoredLabelKeys = std::map<shard::CandidateNo, std::vector<storage::LabelId>>;

// Those of each of `candidates` that are durable. Errors: the engine's.
absl::StatusOr<StoredLabelKeys> ReadLabelKeys(shard::Shard& shard, uint32_t queue_no,
                                              const std::vector<shard::CandidateNo>& candidates);
absl::StatusOr<StoredLabels> ReadLabels(shard::Shard& shard, uint32_t queue_no,
                                        const std::vector<shard::CandidateNo>& candidates);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_STORED_LABELS_H_
