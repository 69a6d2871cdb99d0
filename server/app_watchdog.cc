// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app_watchdog.h"

#include <string>

namespace winnow::app {

void Watchdog::Look() {
  const absl::Duration start = clock_.SteadyNow();
  if (dead_since_ != absl::InfiniteDuration()) {
    if (start - dead_since_ >= kLastResort) options_.on_stuck();
    return;
  }
  const absl::Status status = options_.probe();
  metrics_.ObserveProbe(clock_.SteadyNow() - start, status.ok());
  if (status.ok()) {
    if (failures_ > 0) log_.Log(ops::LogLevel::kInfo, "listener_answers");
    failures_ = 0;
  } else if (!absl::IsResourceExhausted(status)) {
    CountFailure(status);
  }
}

void Watchdog::CountFailure(const absl::Status& status) {
  ++failures_;
  const std::string cause(status.message());
  log_.Log(ops::LogLevel::kWarning, "listener_silent", {{"failures", failures_}, {"cause", cause}});
  if (failures_ < options_.failures) return;
  dead_since_ = clock_.SteadyNow();
  log_.Log(ops::LogLevel::kError, "listener_dead", {{"failures", failures_}});
  options_.on_dead();
}

}  // namespace winnow::app
