// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/clock.h"

#include "absl/time/clock.h"

namespace winnow::client {
namespace {

class MachineClock final : public Clock {
 public:
  absl::Time Now() override { return absl::Now(); }
  void Sleep(absl::Duration duration) override { absl::SleepFor(duration); }
};

}  // namespace

Clock& SystemClock() {
  static MachineClock clock;
  return clock;
}

}  // namespace winnow::client
