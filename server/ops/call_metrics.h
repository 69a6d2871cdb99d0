// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_OPS_CALL_METRICS_H_
#define WINNOW_SERVER_OPS_CALL_METRICS_H_

#include <prometheus/registry.h>

#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/ops/bounded_family.h"

namespace winnow::ops {

// The metrics of one class of calls, found once and kept by whoever counts. Safe for use from any
// thread.
class CallClassMetrics {
 public:
  // Calls that are under way, and pieces of work that wait for their turn.
  void SetUnderWay(size_t calls) { under_way_.Set(static_cast<double>(calls)); }
  void SetWaiting(size_t pieces) { waiting_.Set(static_cast<double>(pieces)); }
  // How long a piece of work waited for its turn.
  void ObserveWait(absl::Duration wait) { waits_.Observe(absl::ToDoubleSeconds(wait)); }

 private:
  friend class CallMetrics;
  CallClassMetrics(prometheus::Gauge& under_way, prometheus::Gauge& waiting,
                   prometheus::Histogram& waits)
      : under_way_(under_way), waiting_(waiting), waits_(waits) {}

  prometheus::Gauge& under_way_;
  prometheus::Gauge& waiting_;
  prometheus::Histogram& waits_;
};

// What the server takes in and what it refuses (server/rpc/README.md). Classes and reasons are the
// server's own words. Safe for use from any thread.
class CallMetrics {
 public:
  explicit CallMetrics(prometheus::Registry& registry);

  CallClassMetrics ForClass(absl::string_view call_class);
  // A call that was refused before anything of it was done ("full", "wait", "deadline", "rate").
  void CountRefusal(absl::string_view call_class, absl::string_view reason);

  // A connection that was closed at once ("full", "files").
  void CountRefusedConnection(absl::string_view reason);
  // A connection that was cut because too many of its calls were open.
  void CountCutConnection() { cut_connections_.Increment(); }
  // The server's call of its own listener: how long it took, and whether it was answered.
  void ObserveProbe(absl::Duration duration, bool answered);

 private:
  BoundedGauges under_way_;
  BoundedGauges waiting_;
  BoundedHistograms waits_;
  BoundedCounters refusals_;
  BoundedCounters refused_connections_;
  prometheus::Counter& cut_connections_;
  prometheus::Histogram& probes_;
  prometheus::Counter& failed_probes_;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_CALL_METRICS_H_
