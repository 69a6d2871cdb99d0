// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/release_sample.h"

#include <algorithm>
#include <utility>

#include "server/loop/evaluations/evaluation_view.h"
#include "server/loop/manifest.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/stored_batch.h"

namespace winnow::loop {
namespace {

absl::Status RowsMissing() {
  return absl::DataLossError("rows of an evaluation are missing; restore the newest backup");
}

absl::Status ReadPhase(shard::Shard& shard, const storage::EvaluationPartId& id,
                       ReleaseSample& sample) {
  const auto record = storage::EvaluationSampleTable::Get(shard.engine(), shard.id(), id);
  if (!record.ok()) return record.status();
  if (!record->has_value() || (*record)->arrivals_size() != (*record)->items_size())
    return RowsMissing();
  for (int i = 0; i < (*record)->items_size(); ++i) {
    if (IsErased((*record)->items(i))) continue;
    auto item = OpenItem((*record)->items(i));
    if (!item.ok()) return item.status();
    const auto no = static_cast<shard::CandidateNo>((*record)->arrivals(i));
    sample.places[no] = static_cast<uint32_t>(sample.items.size());
    sample.items.push_back(
        {.no = no,
         .phase = id.part,
         .candidate_id = std::move(*item->mutable_candidate_id()),
         .slice = std::move(*item->mutable_slice()),
         .pi = item->inclusion_probability(),
         .members = static_cast<double>(std::max<uint64_t>(item->group_members(), 1)),
         .score = item->score_micros()});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ReleaseSample> ReadSample(shard::Shard& shard, const std::string& queue_id,
                                         uint64_t evaluation) {
  EvaluationView view;
  absl::Status status = Peek(shard, [&](const shard::ShardState& state) {
    const auto queue = FindQueue(state, queue_id);
    return queue.ok() ? view.Look(**queue, evaluation) : queue.status();
  });
  if (!status.ok()) return status;
  ReleaseSample sample;
  auto read = view.Read(shard);
  if (!read.ok()) return read.status();
  sample.evaluation = *std::move(read);
  for (const v1::EvaluationPhase& phase : sample.evaluation.phases()) {
    status = ReadPhase(shard, {view.row(), phase.number()}, sample);
    if (!status.ok()) return status;
  }
  return sample;
}

absl::StatusOr<shard::FrozenFrame> ReadFrozenFrame(shard::Shard& shard,
                                                   const storage::QueueRowId& evaluation) {
  const auto record = storage::EvaluationTable::Get(shard.engine(), shard.id(), evaluation);
  if (!record.ok()) return record.status();
  if (!record->has_value()) return RowsMissing();
  shard::FrozenFrame frame((*record)->arrivals());
  for (uint32_t page = 0; page < frame.pages().size(); ++page) {
    const auto stored =
        storage::FrozenFrameTable::Get(shard.engine(), shard.id(), {evaluation, page});
    if (!stored.ok()) return stored.status();
    if (!stored->has_value() || !frame.SetPage(page, (*stored)->members())) return RowsMissing();
  }
  return frame;
}

}  // namespace winnow::loop
