// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/signal_chunk.h"

#include <utility>

#include "server/shard/queue_state.h"

namespace winnow::shard {
namespace {

absl::Status CheckColumns(const storage::v1::SignalChunkRecord& chunk) {
  const int entries = chunk.value_size();
  bool sound = chunk.arrival_delta_size() == entries && chunk.series_index_size() == entries &&
               chunk.time_delta_us_size() == entries;
  for (const uint32_t index : chunk.series_index())
    sound &= index < static_cast<uint32_t>(chunk.series_size());
  return sound ? absl::OkStatus()
               : absl::DataLossError("a stored chunk of signals is damaged; restore a backup");
}

}  // namespace

uint32_t ChunkBuilder::Series(const selection::SignalId& id, const SignalOrigin& origin) {
  const auto [it, fresh] = series_.try_emplace({id, origin}, record_.series_size());
  if (!fresh) return it->second;
  storage::v1::SignalSeries& series = *record_.add_series();
  series.set_name(id.name);
  series.set_baseline_release(id.baseline_release);
  series.set_candidate_release(id.candidate_release);
  series.set_scorer(origin.scorer);
  series.set_model_release(origin.model_release);
  series.set_direction(origin.direction);
  return it->second;
}

void ChunkBuilder::Add(const Entry& entry) {
  const auto arrival = static_cast<int64_t>(entry.no);
  const int64_t time_us = entry.time_ms * 1000;
  record_.add_arrival_delta(arrival - std::exchange(last_arrival_, arrival));
  record_.add_series_index(entry.series);
  record_.add_value(static_cast<double>(entry.micros) / selection::kMicrosPerUnit);
  record_.add_time_delta_us(time_us - std::exchange(last_time_us_, time_us));
}

absl::Status VisitChunk(const storage::v1::SignalChunkRecord& chunk,
                        absl::FunctionRef<void(selection::CandidateNo)> visit) {
  if (absl::Status status = CheckColumns(chunk); !status.ok()) return status;
  // Unsigned, so that a damaged sum wraps; it then names no candidate.
  uint64_t arrival = 0;
  for (const int64_t delta : chunk.arrival_delta())
    visit(static_cast<selection::CandidateNo>(arrival += static_cast<uint64_t>(delta)));
  return absl::OkStatus();
}

absl::Status ApplyChunk(const storage::v1::SignalChunkRecord& chunk, QueueState& queue) {
  if (absl::Status status = CheckColumns(chunk); !status.ok()) return status;
  struct Numbers {
    uint32_t series;
    uint32_t origin;
  };
  std::vector<Numbers> numbers;
  for (const storage::v1::SignalSeries& series : chunk.series()) {
    const auto number = queue.signals.Series(
        {series.name(), series.baseline_release(), series.candidate_release()});
    const auto origin =
        queue.signals.Origin({series.scorer(), series.model_release(), series.direction()});
    if (!number.has_value() || !origin.has_value())
      return absl::DataLossError("a queue has too many stored signals");
    numbers.push_back({*number, *origin});
  }
  int64_t arrival = 0;
  int64_t time_us = 0;
  for (int i = 0; i < chunk.value_size(); ++i) {
    // What cannot be added up is no arrival and no time.
    if (__builtin_add_overflow(arrival, chunk.arrival_delta(i), &arrival) ||
        __builtin_add_overflow(time_us, chunk.time_delta_us(i), &time_us) || arrival < 0 ||
        arrival >= static_cast<int64_t>(queue.candidates.size())) {
      return absl::DataLossError(
          "a stored signal is about a candidate that does not exist; restore a backup");
    }
    // Of a removed candidate nothing counts any more; a fold drops it.
    if (queue.candidates.row(static_cast<selection::CandidateNo>(arrival)).removed) continue;
    const Numbers& number = numbers[chunk.series_index(i)];
    queue.signals.Set(static_cast<selection::CandidateNo>(arrival), number.series,
                      {selection::ToMicros(chunk.value(i)), time_us / 1000, number.origin});
  }
  return absl::OkStatus();
}

}  // namespace winnow::shard
