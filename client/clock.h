// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Clock: the client's only source of time and the only place where it sleeps. Everything else takes
// a Clock as a parameter, so that tests run without waiting.
#ifndef WINNOW_CLIENT_CLOCK_H_
#define WINNOW_CLIENT_CLOCK_H_

#include "absl/time/time.h"

namespace winnow::client {

// Implementations are safe for use from any thread.
class Clock {
 public:
  virtual ~Clock() = default;

  virtual absl::Time Now() = 0;
  // Returns after `duration`; at once when it is not positive.
  virtual void Sleep(absl::Duration duration) = 0;
};

// The machine's clock. Lives as long as the process.
Clock& SystemClock();

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_CLOCK_H_
