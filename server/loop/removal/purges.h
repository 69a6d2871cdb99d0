// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Purges: what has been removed since the files were last purged of it (storage.md E3).
#ifndef WINNOW_SERVER_LOOP_REMOVAL_PURGES_H_
#define WINNOW_SERVER_LOOP_REMOVAL_PURGES_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/loop/environment.h"

namespace winnow::loop {

// For one thread.
class Purges {
 public:
  explicit Purges(Environment& environment) : environment_(environment) {}

  // Since when files may hold what was removed; nullopt while none does. Tells the metrics. Of what
  // an earlier run removed, erasures aside, only the end is known.
  absl::StatusOr<std::optional<absl::Time>> PendingSince();

  // Notes what has been removed up to now, before a purge.
  absl::Status Begin();
  // The purge is done: what Begin noted is in no file. Durable when it returns.
  absl::Status Finish();

 private:
  // What the shards say.
  struct Removals {
    uint64_t since_start = 0;                  // mutations that removed something
    int64_t last_us = 0;                       // when the newest candidate was removed
    std::optional<absl::Time> oldest_erasure;  // of those whose traces may be in files
    storage::v1::PurgeRecord purge;
    absl::Time now;

    // Whether an earlier run left something to purge.
    bool LeftBehind() const;
  };
  absl::StatusOr<Removals> Look();

  Environment& environment_;
  std::optional<Removals> begun_;
  // Of this run: what the last purge covered, and when something beyond it was first seen.
  std::optional<uint64_t> purged_;
  std::optional<absl::Time> noticed_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REMOVAL_PURGES_H_
