// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The upper bounds, in seconds, of the histograms' buckets.
#ifndef WINNOW_SERVER_OPS_METRIC_BUCKETS_H_
#define WINNOW_SERVER_OPS_METRIC_BUCKETS_H_

#include <prometheus/histogram.h>

namespace winnow::ops {

// For steps inside one request: 50 us to 10 s.
inline prometheus::Histogram::BucketBoundaries StepBuckets() {
  return {0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
          0.05,    0.1,    0.25,    0.5,    1,     2.5,    5,     10};
}

// For what people do: a minute to a month.
inline prometheus::Histogram::BucketBoundaries WorkBuckets() {
  return {60, 300, 900, 3600, 4 * 3600, 8 * 3600, 86400, 3 * 86400, 7 * 86400, 30 * 86400};
}

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_METRIC_BUCKETS_H_
