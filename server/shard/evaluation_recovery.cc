// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/evaluation_recovery.h"

#include <utility>

#include "storage/tables/evaluation_table.h"

namespace winnow::shard {
namespace {

absl::Status Contradiction() {
  return absl::DataLossError(
      "the rows of an evaluation are missing or contradict each other; restore a backup");
}

}  // namespace

absl::Status RecoverEvaluation(const EvaluationPlace& place, storage::v1::EvaluationRecord record,
                               QueueState& queue) {
  if (place.id.number != queue.evaluations.last() + 1 || queue.evaluations.open() != nullptr)
    return Contradiction();
  if (record.evaluation().state() == winnow::v1::EVALUATION_STATE_CLOSED) {
    queue.evaluations.Close(place.id.number, record);
    return absl::OkStatus();
  }
  if (record.arrivals() > queue.candidates.size()) return Contradiction();
  FrozenFrame frame(record.arrivals());
  for (uint32_t page = 0; page < frame.pages().size(); ++page) {
    auto stored = storage::FrozenFrameTable::Get(place.engine, place.shard, {place.id, page});
    if (!stored.ok()) return stored.status();
    if (!stored->has_value() || !frame.SetPage(page, (*stored)->members())) return Contradiction();
  }
  const auto phases = static_cast<uint32_t>(record.evaluation().phases_size());
  queue.evaluations.Open(place.id.number, std::move(record), std::move(frame));
  for (uint32_t phase = 1; phase <= phases; ++phase) {
    auto stored = storage::EvaluationSampleTable::Get(place.engine, place.shard, {place.id, phase});
    if (!stored.ok()) return stored.status();
    if (!stored->has_value() || !queue.evaluations.AddPhase(**stored)) return Contradiction();
  }
  return absl::OkStatus();
}

}  // namespace winnow::shard
