// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Metrics: everything that /metrics shows, owned in one place. The names, labels and their meaning
// are those of operations.md O2; no id is a label and every label is bounded.
#ifndef WINNOW_SERVER_OPS_METRICS_H_
#define WINNOW_SERVER_OPS_METRICS_H_

#include <prometheus/registry.h>

#include <string>

#include "server/ops/access_metrics.h"
#include "server/ops/call_metrics.h"
#include "server/ops/clock_metrics.h"
#include "server/ops/ingest_metrics.h"
#include "server/ops/lease_metrics.h"
#include "server/ops/process_metrics.h"
#include "server/ops/queue_metrics.h"
#include "server/ops/removal_metrics.h"
#include "server/ops/rpc_metrics.h"
#include "server/ops/selection_metrics.h"
#include "server/ops/storage_metrics.h"

namespace winnow::ops {

// What winnow_build_info says about the binary.
struct BuildLabels {
  std::string version;
  std::string revision;
};

// Safe for use from any thread. Outlives all that count.
class Metrics {
 public:
  explicit Metrics(const BuildLabels& build);
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  RpcMetrics& rpc() { return rpc_; }
  CallMetrics& calls() { return calls_; }
  IngestMetrics& ingest() { return ingest_; }
  SelectionMetrics& selection() { return selection_; }
  LeaseMetrics& lease() { return lease_; }
  StorageMetrics& storage() { return storage_; }
  QueueMetrics& queues() { return queues_; }
  ClockMetrics& clock() { return clock_; }
  AccessMetrics& access() { return access_; }
  RemovalMetrics& removal() { return removal_; }

  // All of them in Prometheus' text format, version 0.0.4.
  std::string Text() const;

 private:
  prometheus::Registry registry_;
  RpcMetrics rpc_;
  CallMetrics calls_;
  IngestMetrics ingest_;
  SelectionMetrics selection_;
  LeaseMetrics lease_;
  StorageMetrics storage_;
  QueueMetrics queues_;
  ClockMetrics clock_;
  AccessMetrics access_;
  RemovalMetrics removal_;
  ProcessMetrics process_;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_METRICS_H_
