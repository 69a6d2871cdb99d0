// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/selection_metrics.h"

#include "server/ops/metric_buckets.h"

namespace winnow::ops {

SelectionMetrics::SelectionMetrics(prometheus::Registry& registry)
    : runs_(prometheus::BuildCounter()
                .Name("winnow_selection_runs_total")
                .Help("Draws, by queue and how they ended.")
                .Register(registry),
            {{"queue", 100}, {"result", 16}}),
      stages_(prometheus::BuildHistogram()
                  .Name("winnow_selection_stage_seconds")
                  .Help("Time spent in each stage of a draw.")
                  .Register(registry),
              {{"stage", 16}}, StepBuckets()),
      skipped_(prometheus::BuildCounter()
                   .Name("winnow_selection_skipped_total")
                   .Help("Candidates that draws passed over, by reason.")
                   .Register(registry),
               {{"reason", 64}}),
      shortfalls_(prometheus::BuildCounter()
                      .Name("winnow_selection_shortfall_items_total")
                      .Help("Items asked for and not given, by reason.")
                      .Register(registry),
                  {{"reason", 64}}),
      cap_overflow_(prometheus::BuildCounter()
                        .Name("winnow_explore_cap_overflow_total")
                        .Help("Items that exploration took over a cap.")
                        .Register(registry)
                        .Add({})),
      empty_answers_(prometheus::BuildCounter()
                         .Name("winnow_empty_answers_total")
                         .Help("Answers without an item, by the reason given.")
                         .Register(registry),
                     {{"reason", 16}}),
      false_empty_(prometheus::BuildCounter()
                       .Name("winnow_false_empty_total")
                       .Help("Empty answers while an eligible candidate existed; must stay 0.")
                       .Register(registry)
                       .Add({})) {}

void SelectionMetrics::CountRun(absl::string_view queue, absl::string_view result) {
  runs_.At({queue, result}).Increment();
}

void SelectionMetrics::ObserveStage(absl::string_view stage, absl::Duration duration) {
  stages_.At({stage}).Observe(absl::ToDoubleSeconds(duration));
}

void SelectionMetrics::CountSkipped(absl::string_view reason, double candidates) {
  skipped_.At({reason}).Increment(candidates);
}

void SelectionMetrics::CountShortfall(absl::string_view reason, double items) {
  shortfalls_.At({reason}).Increment(items);
}

void SelectionMetrics::CountExploreCapOverflow(double items) { cap_overflow_.Increment(items); }

void SelectionMetrics::CountEmptyAnswer(absl::string_view reason) {
  empty_answers_.At({reason}).Increment();
}

void SelectionMetrics::CountFalseEmpty() { false_empty_.Increment(); }

}  // namespace winnow::ops
