// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Load: unary calls at a rate of the caller's choosing. Frames are written and read by hand, so
// that a call costs this side a few microseconds and the server has the machine for itself.
#ifndef WINNOW_TESTS_HOSTILE_LOAD_H_
#define WINNOW_TESTS_HOSTILE_LOAD_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace winnow::hostile {

struct LoadOptions {
  std::string address;
  // "winnow.v1.ReviewService/RequestBatch".
  std::string method;
  // Gives the request of each call.
  std::function<std::string()> next_request;
  int connections = 8;
  // Calls per second, whether or not the ones before are answered; 0: as many as keep `under_way`
  // calls going.
  double rate = 0;
  int under_way = 8;
  absl::Duration length = absl::Seconds(2);
};

struct LoadResult {
  // Calls that were sent, those that were answered with a message, those that were refused, and
  // those that were due and found every connection full.
  int64_t sent = 0;
  int64_t answered = 0;
  int64_t refused = 0;
  int64_t unsent = 0;
  // Connections that the server closed.
  int64_t lost_connections = 0;
  double seconds = 0;
  // Of the answered ones, in milliseconds, in their order.
  std::vector<double> latencies_ms;

  double goodput() const { return static_cast<double>(answered) / seconds; }
  // By nearest rank; 0 without answers.
  double LatencyMs(double quantile) const;
};

// Runs on the calling thread. Throws std::runtime_error when it cannot connect.
LoadResult RunLoad(const LoadOptions& options);

}  // namespace winnow::hostile

#endif  // WINNOW_TESTS_HOSTILE_LOAD_H_
