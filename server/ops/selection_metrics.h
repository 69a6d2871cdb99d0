// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_OPS_SELECTION_METRICS_H_
#define WINNOW_SERVER_OPS_SELECTION_METRICS_H_

#include <prometheus/registry.h>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/ops/bounded_family.h"

namespace winnow::ops {

// What draws did (operations.md O2). Safe for use from any thread; call once per draw.
class SelectionMetrics {
 public:
  explicit SelectionMetrics(prometheus::Registry& registry);

  // A draw and how it ended. The first 100 queues are told apart.
  void CountRun(absl::string_view queue, absl::string_view result);
  // Time spent in one stage of a draw ("score", "quota", "draw", "commit", ...).
  void ObserveStage(absl::string_view stage, absl::Duration duration);
  // Candidates that a draw passed over, by reason.
  void CountSkipped(absl::string_view reason, double candidates);
  // Items that were asked for and not given, by reason.
  void CountShortfall(absl::string_view reason, double items);
  // Items that exploration took over a cap (selection.md S6).
  void CountExploreCapOverflow(double items);
  // Answers without an item, by the reason that was given.
  void CountEmptyAnswer(absl::string_view reason);
  // Empty answers while an eligible candidate existed: a defect whenever it is not 0.
  void CountFalseEmpty();

 private:
  BoundedCounters runs_;
  BoundedHistograms stages_;
  BoundedCounters skipped_;
  BoundedCounters shortfalls_;
  prometheus::Counter& cap_overflow_;
  BoundedCounters empty_answers_;
  prometheus::Counter& false_empty_;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_SELECTION_METRICS_H_
