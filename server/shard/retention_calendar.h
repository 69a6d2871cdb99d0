// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RetentionCalendar: which candidates come too close to the end of their retention as time passes.
#ifndef WINNOW_SERVER_SHARD_RETENTION_CALENDAR_H_
#define WINNOW_SERVER_SHARD_RETENTION_CALENDAR_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "server/selection/types.h"

namespace winnow::shard {

// A candidate may stand in it more than once, and stays until its time has come: who takes it out
// looks at the candidate itself. Not thread-safe.
class RetentionCalendar {
 public:
  void Add(selection::CandidateNo no, int64_t retain_until_us) {
    hours_[retain_until_us / kHourUs].push_back({retain_until_us, no});
  }

  // Calls `visit(no)` for every entry before `horizon_us` and removes it.
  template <typename Visit>
  void TakeBefore(int64_t horizon_us, Visit visit) {
    while (!hours_.empty() && hours_.begin()->first * kHourUs < horizon_us) {
      std::vector<Entry>& hour = hours_.begin()->second;
      const auto due = std::partition(hour.begin(), hour.end(), [&](const Entry& entry) {
        return entry.retain_until_us >= horizon_us;
      });
      for (auto it = due; it != hour.end(); ++it) visit(it->no);
      hour.erase(due, hour.end());
      if (!hour.empty()) return;
      hours_.erase(hours_.begin());
    }
  }

  void Clear() { hours_.clear(); }

 private:
  static constexpr int64_t kHourUs = int64_t{3600} * 1'000'000;
  struct Entry {
    int64_t retain_until_us;
    selection::CandidateNo no;
  };
  std::map<int64_t, std::vector<Entry>> hours_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_RETENTION_CALENDAR_H_
