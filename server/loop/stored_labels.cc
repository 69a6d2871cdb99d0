// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/stored_labels.h"

#include <utility>

#include "absl/functional/function_ref.h"

namespace winnow::loop {
namespace {

using Visit = absl::FunctionRef<void(shard::CandidateNo no, const storage::LabelId& id,
                                     storage::v1::LabelRecord& record)>;

absl::Status VisitLabels(shard::Shard& shard, uint32_t queue_no,
                         const std::vector<shard::CandidateNo>& candidates, Visit visit) {
  for (const shard::CandidateNo no : candidates) {
    const absl::Status status = storage::LabelTable::ScanRange(
        shard.engine(), shard.id(), storage::LabelTable::CandidateRange(shard.id(), queue_no, no),
        [&](const storage::LabelId& id, storage::v1::LabelRecord& record) {
          visit(no, id, record);
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// An entry for each candidate, also for those without labels.
template <typename Rows>
Rows EmptyRows(const std::vector<shard::CandidateNo>& candidates) {
  Rows rows;
  for (const shard::CandidateNo no : candidates) rows[no];
  return rows;
}

}  // namespace

absl::StatusOr<StoredLabelKeys> ReadLabelKeys(shard::Shard& shard, uint32_t queue_no,
                                              const std::vector<shard::CandidateNo>& candidates) {
  auto keys = EmptyRows<StoredLabelKeys>(candidates);
  absl::Status status = VisitLabels(shard, queue_no, candidates,
                                    [&](shard::CandidateNo no, const storage::LabelId& id,
                                        storage::v1::LabelRecord&) { keys[no].push_back(id); });
  if (!status.ok()) return status;
  return keys;
}

absl::StatusOr<StoredLabels> ReadLabels(shard::Shard& shard, uint32_t queue_no,
                                        const std::vector<shard::CandidateNo>& candidates) {
  auto labels = EmptyRows<StoredLabels>(candidates);
  absl::Status status = VisitLabels(
      shard, queue_no, candidates,
      [&](shard::CandidateNo no, const storage::LabelId&, storage::v1::LabelRecord& record) {
        labels[no].push_back(std::move(*record.mutable_label()));
      });
  if (!status.ok()) return status;
  return labels;
}

}  // namespace winnow::loop
