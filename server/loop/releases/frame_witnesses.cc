// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/frame_witnesses.h"

namespace winnow::loop {

void FrameWitnesses::Find(const shard::QueueState& queue, const v1::Release& release) {
  witnesses_ = release::Witnesses(release.baseline_release(), release.candidate_release());
  for (uint32_t series = 0; series < queue.signals.series_count(); ++series) {
    const selection::SignalId& id = queue.signals.IdOf(series);
    if (id.name != "pair_disagreement") continue;
    if (witnesses_.AddSeries(id.baseline_release, id.candidate_release).has_value())
      columns_.push_back({series, {}});
  }
}

absl::InlinedVector<std::optional<double>, 16> FrameWitnesses::DistancesOf(
    const shard::QueueState& queue, shard::CandidateNo no) const {
  absl::InlinedVector<std::optional<double>, 16> distances;
  for (const Column& column : columns_) {
    const selection::SignalValue value = queue.signals.Read(no, column.series);
    distances.emplace_back();
    if (value.present)
      distances.back() = static_cast<double>(value.micros) / selection::kMicrosPerUnit;
  }
  return distances;
}

void FrameWitnesses::Count(const shard::QueueState& queue, const Item& item, int64_t freeze_ms) {
  for (Column& column : columns_) {
    const std::optional<int64_t> time = queue.signals.TimeOf(item.no, column.series);
    if (time.has_value() && *time > freeze_ms) column.late.Add(item.drawn);
  }
  witnesses_.Count(DistancesOf(queue, item.no));
}

void FrameWitnesses::Judge(const DrawnCounts& items) {
  witnesses_.Choose([&](size_t series) { return !columns_[series].late.TellOfDraw(items); });
}

double FrameWitnesses::ExpectedChange(const shard::QueueState& queue, shard::CandidateNo no,
                                      std::optional<double> disagreement) const {
  if (!witnesses_.any()) return 0;
  return witnesses_.ExpectedChange(DistancesOf(queue, no), disagreement);
}

}  // namespace winnow::loop
