// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RetentionCalendar: which candidates come too close to the end of their retention as time passes.
#ifndef WINNOW_SERVER_SHARD_RETENTION_CALENDAR_H_
#define WINNOW_SERVER_SHARD_RETENTION_CALENDAR_H_

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "absl/container/btree_set.h"
#include "server/selection/types.h"

namespace winnow::shard {

// Holds each candidate at most once, under the second in which its retention ends. Every step costs
// the logarithm of the size. Not thread-safe.
class RetentionCalendar {
 public:
  // Seconds since the Unix epoch; 0 stands for a candidate that is not in the calendar, the largest
  // number for all times from 2106 on.
  using Second = uint32_t;

  // Enters `no`, which stands under `stands` so far; returns where it stands now.
  Second Enter(selection::CandidateNo no, int64_t retain_until_us, Second stands) {
    const Second second = SecondOf(retain_until_us);
    if (second == stands) return stands;
    if (stands != 0) entries_.erase({stands, no});
    if (second != 0) entries_.insert({second, no});
    return second;
  }

  // Removes and returns every candidate whose second begins before `horizon_us`: all whose
  // retention ends before it, and those that end later in the same second.
  std::vector<selection::CandidateNo> TakeBefore(int64_t horizon_us) {
    const auto end = std::find_if(
        entries_.begin(), entries_.end(),
        [horizon_us](const auto& entry) { return int64_t{entry.first} * kSecondUs >= horizon_us; });
    std::vector<selection::CandidateNo> due;
    for (auto it = entries_.begin(); it != end; ++it) due.push_back(it->second);
    entries_.erase(entries_.begin(), end);
    return due;
  }

  void Clear() { entries_.clear(); }

 private:
  static constexpr int64_t kSecondUs = 1'000'000;

  static Second SecondOf(int64_t time_us) {
    return static_cast<Second>(
        std::clamp<int64_t>(time_us / kSecondUs, 0, std::numeric_limits<Second>::max()));
  }

  absl::btree_set<std::pair<Second, selection::CandidateNo>> entries_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_RETENTION_CALENDAR_H_
