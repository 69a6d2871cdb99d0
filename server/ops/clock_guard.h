// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ClockGuard: how far the time of day can be trusted (storage.md E4). It compares how much time
// passed on the wall clock and on the steady clock.
#ifndef WINNOW_SERVER_OPS_CLOCK_GUARD_H_
#define WINNOW_SERVER_OPS_CLOCK_GUARD_H_

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/time/time.h"
#include "server/ops/clock.h"
#include "server/ops/mutex.h"

namespace winnow::ops {

// A moment by both clocks. What the wall clock says and what is expected of it are one while it is
// trusted. While it is in doubt, what ends or is counted by the time of day goes by what is
// expected, and what must not be used after its time by the later of both.
struct Moment {
  absl::Time wall;
  absl::Duration steady;
  absl::Time expected;  // what the steady clock makes of the last reading that was trusted

  // A moment on a wall clock that is trusted.
  static Moment Trusted(absl::Time wall, absl::Duration steady) { return {wall, steady, wall}; }

  bool in_doubt() const { return wall != expected; }
  // By how much the wall clock is ahead of what is expected; negative when behind.
  absl::Duration jump() const { return wall - expected; }
  absl::Time latest() const { return std::max(wall, expected); }
  // What ended before this may be destroyed: nothing while the clock is in doubt.
  absl::Time MayDestroyBefore() const { return in_doubt() ? absl::InfinitePast() : wall; }

  int64_t wall_us() const { return absl::ToUnixMicros(wall); }
  int64_t expected_us() const { return absl::ToUnixMicros(expected); }
  int64_t latest_us() const { return absl::ToUnixMicros(latest()); }
};

struct ClockGuardOptions {
  // For how long a wall clock that jumped must run evenly until it is trusted again.
  absl::Duration settle = absl::Hours(24);
  // A wall clock that is further ahead is trusted only by a new start, told to do so. A server is
  // not down for so long.
  absl::Duration longest_gap = absl::Hours(24 * 30);

  bool operator==(const ClockGuardOptions&) const = default;
};

// What an earlier run knew of the time of day.
struct ClockWitness {
  absl::Time time;  // it was not earlier than this
  bool in_doubt = false;
};

// Thread-safe.
class ClockGuard {
 public:
  // Steps that are no larger, all together, raise no doubt. Slewing moves both clocks.
  static constexpr absl::Duration kTolerance = absl::Minutes(1);

  // `clock` outlives the guard. Without a witness the wall clock is trusted.
  explicit ClockGuard(const Clock& clock, const ClockGuardOptions& options = {},
                      std::optional<ClockWitness> witness = std::nullopt);

  // A jump raises doubt at the first call after it. Doubt ends when the wall clock is back where
  // the steady clock has it, or, unless it is too far ahead, has settled.
  Moment Now() WINNOW_EXCLUDES(mutex_);

  const ClockGuardOptions& options() const { return options_; }

 private:
  // A reading of both clocks.
  struct Reading {
    absl::Time wall;
    absl::Duration steady;

    // What the wall clock would say at `at` had it run evenly since.
    absl::Time WallAt(absl::Duration at) const { return wall + (at - steady); }
  };

  void Trust(const Reading& reading) WINNOW_REQUIRES(mutex_);
  void Judge(const Reading& reading) WINNOW_REQUIRES(mutex_);

  const Clock& clock_;
  const ClockGuardOptions options_;
  Mutex mutex_;
  // The last reading that was trusted, or what stands for it at the start.
  Reading trusted_ WINNOW_GUARDED_BY(mutex_);
  // How far ahead of it the wall clock may be: at a start nobody knows how long the server was
  // down.
  absl::Duration ahead_ WINNOW_GUARDED_BY(mutex_);
  bool in_doubt_ WINNOW_GUARDED_BY(mutex_) = false;
  // Since when the wall clock has run evenly; while in doubt.
  Reading even_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_CLOCK_GUARD_H_
