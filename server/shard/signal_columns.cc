// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/signal_columns.h"

#include <algorithm>

namespace winnow::shard {
namespace {

// The 43 bits of a cell end in the year 2248.
constexpr int64_t kLastTimeMs = (int64_t{1} << 43) - 1;

}  // namespace

std::optional<uint32_t> SignalColumns::Series(const selection::SignalId& id) {
  if (const auto it = series_.find(id); it != series_.end()) return it->second;
  if (columns_.size() >= kMaxSeries) return std::nullopt;
  const auto number = static_cast<uint32_t>(columns_.size());
  columns_.emplace_back().id = id;
  series_.emplace(id, number);
  return number;
}

std::optional<uint32_t> SignalColumns::FindSeries(const selection::SignalId& id) const {
  const auto it = series_.find(id);
  if (it == series_.end()) return std::nullopt;
  return it->second;
}

std::optional<uint32_t> SignalColumns::Origin(const SignalOrigin& origin) {
  if (const auto it = origin_numbers_.find(origin); it != origin_numbers_.end()) return it->second;
  if (origins_.size() >= kMaxOrigins) return std::nullopt;
  const auto number = static_cast<uint32_t>(origins_.size());
  origins_.push_back(origin);
  origin_numbers_.emplace(origin, number);
  return number;
}

bool SignalColumns::Set(selection::CandidateNo no, uint32_t series, const Value& value) {
  Cell& cell = columns_[series].cells.At(no);
  const auto time_ms = static_cast<uint64_t>(std::clamp<int64_t>(value.time_ms, 0, kLastTimeMs));
  if (cell.present && cell.time_ms > time_ms) return false;
  const bool same = cell.present && cell.time_ms == time_ms && cell.micros == value.micros &&
                    cell.origin == value.origin;
  cell.micros = value.micros;
  cell.present = 1;
  cell.time_ms = time_ms;
  cell.origin = value.origin;
  return !same;
}

void SignalColumns::Clear(selection::CandidateNo no) {
  for (Column& column : columns_) {
    if (column.cells.Find(no) != nullptr) column.cells.At(no) = Cell{};
  }
}

selection::SignalValue SignalColumns::Read(selection::CandidateNo no, uint32_t series) const {
  const Cell* cell = columns_[series].cells.Find(no);
  if (cell == nullptr || !cell->present) return {};
  return {.present = true, .micros = cell->micros};
}

std::optional<int64_t> SignalColumns::TimeOf(selection::CandidateNo no, uint32_t series) const {
  const Cell* cell = columns_[series].cells.Find(no);
  if (cell == nullptr || !cell->present) return std::nullopt;
  return static_cast<int64_t>(cell->time_ms);
}

void SignalColumns::Write(selection::CandidateNo no,
                          google::protobuf::RepeatedPtrField<v1::Signal>* out) const {
  for (const Column& column : columns_) {
    const Cell* cell = column.cells.Find(no);
    if (cell == nullptr || !cell->present) continue;
    const SignalOrigin& origin = origins_[cell->origin];
    v1::Signal& signal = *out->Add();
    signal.set_name(column.id.name);
    signal.set_baseline_release(column.id.baseline_release);
    signal.set_candidate_release(column.id.candidate_release);
    signal.set_value(static_cast<double>(cell->micros) / 1e6);
    signal.set_scorer(origin.scorer);
    signal.set_model_release(origin.model_release);
    signal.set_direction(origin.direction);
    signal.mutable_compute_time()->set_seconds(static_cast<int64_t>(cell->time_ms / 1000));
    signal.mutable_compute_time()->set_nanos(static_cast<int32_t>(cell->time_ms % 1000) *
                                             1'000'000);
  }
}

}  // namespace winnow::shard
