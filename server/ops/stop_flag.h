// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// StopFlag: tells work in another thread to end, also while it waits.
#ifndef WINNOW_SERVER_OPS_STOP_FLAG_H_
#define WINNOW_SERVER_OPS_STOP_FLAG_H_

#include "absl/time/time.h"
#include "server/ops/clock.h"
#include "server/ops/mutex.h"

namespace winnow::ops {

// Stays set. Safe for use from any thread; setting never blocks.
class StopFlag {
 public:
  void Set() WINNOW_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    set_ = true;
    changed_.NotifyAll();
  }

  // Waits for so much real time, or until the flag is set; false when it is.
  bool WaitFor(absl::Duration time) WINNOW_EXCLUDES(mutex_) {
    const SystemClock clock;
    const absl::Duration due = clock.SteadyNow() + time;
    MutexLock lock(mutex_);
    while (!set_) {
      const absl::Duration left = due - clock.SteadyNow();
      if (left <= absl::ZeroDuration()) return true;
      changed_.WaitFor(mutex_, left);
    }
    return false;
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  bool set_ WINNOW_GUARDED_BY(mutex_) = false;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_STOP_FLAG_H_
