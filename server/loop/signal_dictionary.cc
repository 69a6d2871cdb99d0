// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/signal_dictionary.h"

namespace winnow::loop {
namespace {

// The index of the first element from `*last` + 1 on, around the end, for which `same` is true; the
// size when there is none.
template <typename T, typename Same>
size_t SearchAround(const std::vector<T>& elements, size_t* last, Same same) {
  for (size_t step = 1; step <= elements.size(); ++step) {
    const size_t i = (*last + step) % elements.size();
    if (same(elements[i])) return *last = i;
  }
  return *last = elements.size();
}

}  // namespace

SignalEntry SignalDictionary::Add(v1::Signal* signal) {
  SignalEntry entry;
  entry.id = IdOf(*signal);
  entry.origin = OriginOf(*signal);
  entry.micros = selection::ToMicros(signal->value());
  signal->set_value(static_cast<double>(entry.micros) / selection::kMicrosPerUnit);
  entry.time_given = signal->has_compute_time();
  google::protobuf::Timestamp& time = *signal->mutable_compute_time();
  entry.time_ms = entry.time_given ? time.seconds() * 1000 + time.nanos() / 1'000'000 : arrival_ms_;
  time.set_seconds(entry.time_ms / 1000);
  time.set_nanos(static_cast<int32_t>(entry.time_ms % 1000) * 1'000'000);
  return entry;
}

uint32_t SignalDictionary::IdOf(const v1::Signal& signal) {
  const size_t found = SearchAround(ids_, &last_id_, [&](const selection::SignalId& id) {
    return id.name == signal.name() && id.baseline_release == signal.baseline_release() &&
           id.candidate_release == signal.candidate_release();
  });
  if (found == ids_.size()) {
    ids_.push_back({signal.name(), signal.baseline_release(), signal.candidate_release()});
  }
  return static_cast<uint32_t>(found);
}

uint32_t SignalDictionary::OriginOf(const v1::Signal& signal) {
  const size_t found =
      SearchAround(origins_, &last_origin_, [&](const shard::SignalOrigin& origin) {
        return origin.scorer == signal.scorer() && origin.model_release == signal.model_release() &&
               origin.direction == signal.direction();
      });
  if (found == origins_.size()) {
    origins_.push_back({signal.scorer(), signal.model_release(), signal.direction()});
  }
  return static_cast<uint32_t>(found);
}

}  // namespace winnow::loop
