// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// EvaluationView: an evaluation on its way into an answer.
#ifndef WINNOW_SERVER_LOOP_EVALUATIONS_EVALUATION_VIEW_H_
#define WINNOW_SERVER_LOOP_EVALUATIONS_EVALUATION_VIEW_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/shard/shard.h"
#include "server/shard/tables.h"
#include "winnow/v1/evaluation.pb.h"

namespace winnow::loop {

// One that is not closed is seen under the shard's mutex; a closed one does not change any more and
// is read from its row afterwards. Not thread-safe.
class EvaluationView {
 public:
  // Under the mutex. EVALUATION_UNKNOWN when the queue has no evaluation of that number.
  absl::Status Look(const shard::QueueState& queue, uint64_t number);

  // Not under the mutex, after Look. DATA_LOSS when the row is missing or damaged.
  absl::StatusOr<v1::Evaluation> Read(shard::Shard& shard) const;

  const storage::QueueRowId& row() const { return row_; }

 private:
  storage::QueueRowId row_;
  std::optional<v1::Evaluation> seen_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_EVALUATIONS_EVALUATION_VIEW_H_
