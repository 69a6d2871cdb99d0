// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/signal_writer.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "server/shard/tables.h"

namespace winnow::loop {

std::optional<RowProblem> SignalWriter::Admit(const RowSignals& signals) {
  for (size_t i = 0; i < signals.entries.size(); ++i) {
    const SignalEntry& entry = signals.entries[i];
    std::optional<uint32_t>& series = series_[entry.id];
    if (!series.has_value()) series = queue_.signals.Series(dictionary_.ids()[entry.id]);
    if (!series.has_value()) {
      return InvalidField(
          absl::StrCat("signals[", i, "].name"),
          "is one signal too many: a queue takes 64, each pair of releases counted");
    }
    const OriginKey key = KeyOf(entry, signals);
    if (origins_.contains(key)) continue;
    const std::optional<uint32_t> origin = queue_.signals.Origin(Describe(key));
    if (!origin.has_value()) {
      return InvalidField(absl::StrCat("signals[", i, "].scorer"),
                          "is one origin too many: a queue takes about a million scorers and "
                          "releases together");
    }
    origins_.emplace(key, *origin);
  }
  return std::nullopt;
}

bool SignalWriter::Set(selection::CandidateNo no, const RowSignals& signals, Source source) {
  bool stored = false;
  for (const SignalEntry& entry : signals.entries) {
    const uint32_t series = *series_[entry.id];
    if (source == Source::kKnownRow && !entry.time_given &&
        queue_.signals.Read(no, series) == selection::SignalValue{true, entry.micros}) {
      continue;
    }
    const OriginKey key = KeyOf(entry, signals);
    queue_.watchers.BeforeChange(no);
    if (!queue_.signals.Set(no, series, {entry.micros, entry.time_ms, origins_.at(key)})) continue;
    stored = true;
    ++stored_[entry.id];
    if (source == Source::kNewRow) continue;
    chunk_.Add({no, ChunkSeries(entry.id, key), entry.micros, entry.time_ms});
  }
  return stored;
}

void SignalWriter::Finish(storage::ShardId shard, storage::WriteSet* writes) {
  if (chunk_.empty()) return;
  const storage::v1::SignalChunkRecord record = std::move(chunk_).Take();
  queue_.backlog_bytes += record.ByteSizeLong();
  storage::SignalTable::Put(shard, {queue_.queue_no(), queue_.next_chunk++}, record, writes);
}

SignalWriter::OriginKey SignalWriter::KeyOf(const SignalEntry& entry,
                                            const RowSignals& signals) const {
  const bool given = !dictionary_.origins()[entry.origin].model_release.empty();
  return {entry.origin, given ? RowSignals::kAsGiven : signals.release};
}

shard::SignalOrigin SignalWriter::Describe(const OriginKey& key) const {
  shard::SignalOrigin origin = dictionary_.origins()[key.first];
  if (key.second != RowSignals::kAsGiven) {
    origin.model_release = queue_.candidates.dictionaries().model_releases.Text(key.second);
  }
  return origin;
}

uint32_t SignalWriter::ChunkSeries(uint32_t id, const OriginKey& origin) {
  const auto [it, fresh] = chunk_series_.try_emplace({id, origin}, 0);
  if (fresh) it->second = chunk_.Series(dictionary_.ids()[id], Describe(origin));
  return it->second;
}

}  // namespace winnow::loop
