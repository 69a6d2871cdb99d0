// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Clock: where the server's time comes from. Everything else takes a time, or a Clock, as a
// parameter, so that tests decide what time it is (architecture.md A5).
#ifndef WINNOW_SERVER_OPS_CLOCK_H_
#define WINNOW_SERVER_OPS_CLOCK_H_

#include "absl/time/time.h"

namespace winnow::ops {

// Implementations are safe for use from any thread.
class Clock {
 public:
  virtual ~Clock() = default;

  // The time of day. May jump in either direction when the machine's clock is set.
  virtual absl::Time WallNow() const = 0;

  // Time since an arbitrary start. Never goes backwards; the difference of two readings is how much
  // time passed between them.
  virtual absl::Duration SteadyNow() const = 0;

  // Blocks the calling thread for `duration`; returns at once when it is not positive. Meant for
  // waiting out a stall of the storage engine; a wait that must end early uses CondVar::WaitFor.
  virtual void WaitFor(absl::Duration duration) = 0;
};

// The machine's own clocks.
class SystemClock final : public Clock {
 public:
  absl::Time WallNow() const override;
  absl::Duration SteadyNow() const override;
  void WaitFor(absl::Duration duration) override;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_CLOCK_H_
