// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SignalColumns: the newest value of every signal of every candidate of a queue, 16 bytes each.
// Scores are computed from here, and a new policy re-scores from here without a new push.
#ifndef WINNOW_SERVER_SHARD_SIGNAL_COLUMNS_H_
#define WINNOW_SERVER_SHARD_SIGNAL_COLUMNS_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "google/protobuf/repeated_field.h"
#include "server/selection/types.h"
#include "server/shard/sparse_vector.h"
#include "winnow/v1/signal.pb.h"

namespace winnow::shard {

// Where a value came from.
struct SignalOrigin {
  std::string scorer;
  std::string model_release;
  v1::SignalDirection direction = v1::SIGNAL_DIRECTION_UNSPECIFIED;

  auto operator<=>(const SignalOrigin&) const = default;
  template <typename H>
  friend H AbslHashValue(H state, const SignalOrigin& origin) {
    return H::combine(std::move(state), origin.scorer, origin.model_release, origin.direction);
  }
};

// Values are kept in micro-units (1e-6) and times in milliseconds. Not thread-safe.
class SignalColumns {
 public:
  // Most distinct signals of a queue, and most distinct origins.
  static constexpr size_t kMaxSeries = 64;
  static constexpr size_t kMaxOrigins = size_t{1} << 20;

  // The number of the signal's series; nullopt when the queue has kMaxSeries others.
  std::optional<uint32_t> Series(const selection::SignalId& id);
  std::optional<uint32_t> FindSeries(const selection::SignalId& id) const;
  size_t series_count() const { return columns_.size(); }
  // The signal of a series, of which there are series_count().
  const selection::SignalId& IdOf(uint32_t series) const { return columns_[series].id; }
  // The number of an origin; nullopt when the queue has kMaxOrigins others.
  std::optional<uint32_t> Origin(const SignalOrigin& origin);

  struct Value {
    selection::Micros micros = 0;
    int64_t time_ms = 0;
    uint32_t origin = 0;
  };
  // Stores `value` unless the candidate has a later one. Of two with one time the one set last
  // stays. True when it was stored.
  bool Set(selection::CandidateNo no, uint32_t series, const Value& value);
  // Forgets all signals of a candidate.
  void Clear(selection::CandidateNo no);
  selection::SignalValue Read(selection::CandidateNo no, uint32_t series) const;
  // When the value was computed, in milliseconds; nullopt where there is none.
  std::optional<int64_t> TimeOf(selection::CandidateNo no, uint32_t series) const;
  // Fetches the signals of a candidate into the cache.
  void Prefetch(selection::CandidateNo no) const {
    for (const Column& column : columns_) __builtin_prefetch(column.cells.Find(no));
  }
  // All signals of a candidate, in the order of the series.
  void Write(selection::CandidateNo no, google::protobuf::RepeatedPtrField<v1::Signal>* out) const;

 private:
  struct Cell {
    selection::Micros micros;
    uint64_t present : 1;
    uint64_t time_ms : 43;
    uint64_t origin : 20;
  };
  static_assert(sizeof(Cell) == 16);
  struct Column {
    selection::SignalId id;
    SparseVector<Cell> cells;
  };

  std::deque<Column> columns_;
  absl::flat_hash_map<selection::SignalId, uint32_t> series_;
  std::deque<SignalOrigin> origins_;
  absl::flat_hash_map<SignalOrigin, uint32_t> origin_numbers_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_SIGNAL_COLUMNS_H_
