// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/access_metrics.h"

namespace winnow::ops {
namespace {

constexpr size_t kFiles = 8;
constexpr size_t kResults = 2;

}  // namespace

AccessMetrics::AccessMetrics(prometheus::Registry& registry)
    : reloads_(prometheus::BuildCounter()
                   .Name("winnow_access_reloads_total")
                   .Help("Changed files of access control, by file and result: taken, or refused "
                         "while the last good one stays.")
                   .Register(registry),
               {{"file", kFiles}, {"result", kResults}}),
      stale_(prometheus::BuildGauge()
                 .Name("winnow_access_stale")
                 .Help("1 while a file of access control is bad and the last good one is in force.")
                 .Register(registry),
             {{"file", kFiles}}) {}

void AccessMetrics::CountReload(absl::string_view file, bool taken) {
  reloads_.At({file, taken ? "taken" : "refused"}).Increment();
  stale_.At({file}).Set(taken ? 0 : 1);
}

}  // namespace winnow::ops
