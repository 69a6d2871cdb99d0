// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SignalDictionary: the signals of a chunk in numbers, with each identity and origin named once, so
// that the work under the shard's mutex compares no text.
#ifndef WINNOW_SERVER_LOOP_SIGNAL_DICTIONARY_H_
#define WINNOW_SERVER_LOOP_SIGNAL_DICTIONARY_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "server/selection/types.h"
#include "server/shard/signal_columns.h"
#include "winnow/v1/signal.pb.h"

namespace winnow::loop {

// A signal of a row. `id` and `origin` are numbers of the dictionary.
struct SignalEntry {
  uint32_t id = 0;
  uint32_t origin = 0;
  selection::Micros micros = 0;
  int64_t time_ms = 0;
  bool time_given = false;  // false: the time of arrival was taken
};

// Not thread-safe.
class SignalDictionary {
 public:
  // `arrival` is taken for signals that name no time.
  explicit SignalDictionary(absl::Time arrival) : arrival_ms_(absl::ToUnixMillis(arrival)) {}

  // Rounds a signal that CheckSignals accepted (value to 1e-6, time to 1 ms), writes the rounded
  // numbers back, and returns it as an entry.
  SignalEntry Add(v1::Signal* signal);

  const std::vector<selection::SignalId>& ids() const { return ids_; }
  const std::vector<shard::SignalOrigin>& origins() const { return origins_; }

 private:
  uint32_t IdOf(const v1::Signal& signal);
  uint32_t OriginOf(const v1::Signal& signal);

  int64_t arrival_ms_;
  std::vector<selection::SignalId> ids_;
  std::vector<shard::SignalOrigin> origins_;
  // Rows of one chunk mostly name the same signals in the same order: the search begins after the
  // last hit.
  size_t last_id_ = 0;
  size_t last_origin_ = 0;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_SIGNAL_DICTIONARY_H_
