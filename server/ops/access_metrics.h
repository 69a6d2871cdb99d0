// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_OPS_ACCESS_METRICS_H_
#define WINNOW_SERVER_OPS_ACCESS_METRICS_H_

#include <prometheus/registry.h>

#include "absl/strings/string_view.h"
#include "server/ops/bounded_family.h"

namespace winnow::ops {

// The files of access control while the server serves. Safe for use from any thread.
class AccessMetrics {
 public:
  explicit AccessMetrics(prometheus::Registry& registry);

  // A file ("policy", "tokens", "certificates") changed: it was taken, or it was refused and what
  // was taken before stays.
  void CountReload(absl::string_view file, bool taken);

 private:
  BoundedCounters reloads_;
  BoundedGauges stale_;
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_ACCESS_METRICS_H_
