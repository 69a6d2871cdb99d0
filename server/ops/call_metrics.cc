// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/call_metrics.h"

#include "server/ops/metric_buckets.h"

namespace winnow::ops {
namespace {

// More than there are classes and reasons.
constexpr size_t kWords = 8;

}  // namespace

CallMetrics::CallMetrics(prometheus::Registry& registry)
    : under_way_(prometheus::BuildGauge()
                     .Name("winnow_calls_under_way")
                     .Help("Calls that are under way, by class.")
                     .Register(registry),
                 {{"class", kWords}}),
      waiting_(prometheus::BuildGauge()
                   .Name("winnow_calls_waiting")
                   .Help("Work of calls that waits for its turn, by class.")
                   .Register(registry),
               {{"class", kWords}}),
      waits_(prometheus::BuildHistogram()
                 .Name("winnow_call_wait_seconds")
                 .Help("Time that work of calls waited for its turn, by class.")
                 .Register(registry),
             {{"class", kWords}}, StepBuckets()),
      refusals_(prometheus::BuildCounter()
                    .Name("winnow_calls_refused_total")
                    .Help("Calls refused before anything of them was done, by class and reason.")
                    .Register(registry),
                {{"class", kWords}, {"reason", kWords}}),
      refused_connections_(prometheus::BuildCounter()
                               .Name("winnow_connections_refused_total")
                               .Help("Connections that were closed at once, by reason.")
                               .Register(registry),
                           {{"reason", kWords}}),
      cut_connections_(prometheus::BuildCounter()
                           .Name("winnow_connections_cut_total")
                           .Help("Connections that were cut because too many calls were open.")
                           .Register(registry)
                           .Add({})),
      probes_(prometheus::BuildHistogram()
                  .Name("winnow_listener_probe_seconds")
                  .Help("Time of the server's call of its own listener.")
                  .Register(registry)
                  .Add({}, StepBuckets())),
      failed_probes_(prometheus::BuildCounter()
                         .Name("winnow_listener_probe_failures_total")
                         .Help("Calls of the server's own listener that were not answered.")
                         .Register(registry)
                         .Add({})) {}

CallClassMetrics CallMetrics::ForClass(absl::string_view call_class) {
  return {under_way_.At({call_class}), waiting_.At({call_class}), waits_.At({call_class})};
}

void CallMetrics::CountRefusal(absl::string_view call_class, absl::string_view reason) {
  refusals_.At({call_class, reason}).Increment();
}

void CallMetrics::CountRefusedConnection(absl::string_view reason) {
  refused_connections_.At({reason}).Increment();
}

void CallMetrics::ObserveProbe(absl::Duration duration, bool answered) {
  probes_.Observe(absl::ToDoubleSeconds(duration));
  if (!answered) failed_probes_.Increment();
}

}  // namespace winnow::ops
