// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What operators are told of a clock that jumped.
#ifndef WINNOW_SERVER_APP_CLOCK_H_
#define WINNOW_SERVER_APP_CLOCK_H_

#include <string>

#include "server/ops/clock_guard.h"
#include "server/ops/log.h"
#include "server/ops/metrics.h"
#include "server/shard/shards.h"

namespace winnow::app {

// What the doubt is and what ends it; empty while the clock is trusted. Pure.
std::string DescribeDoubt(const ops::Moment& now, const ops::ClockGuardOptions& options);

// Tells the metrics and, when trust ends or returns, the log and the control shard. For one thread.
class ClockWatch {
 public:
  ClockWatch(ops::Metrics& metrics, ops::Logger& log) : metrics_(metrics), log_(log) {}

  // Quick; due every second.
  void Look(shard::Shards& shards);

 private:
  ops::Metrics& metrics_;
  ops::Logger& log_;
  bool in_doubt_ = false;
};

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_CLOCK_H_
