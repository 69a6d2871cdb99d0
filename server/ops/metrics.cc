// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/metrics.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <iterator>
#include <sstream>
#include <vector>

namespace winnow::ops {

Metrics::Metrics(const BuildLabels& build)
    : rpc_(registry_),
      calls_(registry_),
      ingest_(registry_),
      selection_(registry_),
      lease_(registry_),
      storage_(registry_),
      clock_(registry_),
      access_(registry_),
      removal_(registry_) {
  prometheus::BuildGauge()
      .Name("winnow_build_info")
      .Help("1; its labels say which build runs.")
      .Register(registry_)
      .Add({{"version", build.version}, {"revision", build.revision}})
      .Set(1);
}

std::string Metrics::Text() const {
  std::vector<prometheus::MetricFamily> families = registry_.Collect();
  for (const prometheus::Collectable* source :
       std::initializer_list<const prometheus::Collectable*>{&queues_, &process_}) {
    std::vector<prometheus::MetricFamily> more = source->Collect();
    std::move(more.begin(), more.end(), std::back_inserter(families));
  }
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families);
  return std::move(text).str();
}

}  // namespace winnow::ops
