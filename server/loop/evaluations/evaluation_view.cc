// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/evaluations/evaluation_view.h"

#include "server/loop/error.h"
#include "server/loop/evaluations/standing.h"

namespace winnow::loop {

absl::Status EvaluationView::Look(const shard::QueueState& queue, uint64_t number) {
  if (number == 0 || number > queue.evaluations.last()) {
    return Unknown(v1::ERROR_REASON_EVALUATION_UNKNOWN,
                   "No such evaluation in the queue. ListEvaluations names them.");
  }
  row_ = {queue.queue_no(), number};
  const shard::OpenEvaluation* open = queue.evaluations.open();
  if (open != nullptr && open->number == number) seen_ = ShowOpen(queue);
  return absl::OkStatus();
}

absl::StatusOr<v1::Evaluation> EvaluationView::Read(shard::Shard& shard) const {
  if (seen_.has_value()) return *seen_;
  auto record = storage::EvaluationTable::Get(shard.engine(), shard.id(), row_);
  if (!record.ok()) return record.status();
  if (!record->has_value())
    return absl::DataLossError("the row of an evaluation is missing; restore a backup");
  return (*record)->evaluation();
}

}  // namespace winnow::loop
