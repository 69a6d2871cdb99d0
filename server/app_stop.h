// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_APP_STOP_H_
#define WINNOW_SERVER_APP_STOP_H_

#include <optional>

#include "server/ops/mutex.h"

namespace winnow::app {

// Why the server stops.
enum class StopCause { kAsked, kStorageFailed, kNotAnswering };

// The one wish to stop: the first counts. Safe for use from any thread; asking never blocks.
class StopRequest {
 public:
  void Ask(StopCause cause) WINNOW_EXCLUDES(mutex_) {
    ops::MutexLock lock(mutex_);
    if (!cause_.has_value()) cause_ = cause;
    asked_.NotifyAll();
  }

  // Waits until somebody asks.
  StopCause Wait() WINNOW_EXCLUDES(mutex_) {
    ops::MutexLock lock(mutex_);
    while (!cause_.has_value()) asked_.Wait(mutex_);
    return *cause_;
  }

 private:
  ops::Mutex mutex_;
  ops::CondVar asked_;
  std::optional<StopCause> cause_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_STOP_H_
