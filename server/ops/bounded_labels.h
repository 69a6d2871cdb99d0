// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// BoundedLabels: keeps label values that come from outside (signals, scorers, queues) from growing
// a metric without bound.
#ifndef WINNOW_SERVER_OPS_BOUNDED_LABELS_H_
#define WINNOW_SERVER_OPS_BOUNDED_LABELS_H_

#include <cstddef>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "server/ops/mutex.h"

namespace winnow::ops {

// What every value beyond the bound is counted as.
inline constexpr absl::string_view kOtherLabel = "other";

// Admits the first `limit` distinct values for good. Safe for use from any thread.
class BoundedLabels {
 public:
  explicit BoundedLabels(size_t limit) : limit_(limit) {}

  // `value` when it is, or now becomes, one of the admitted; kOtherLabel when there is no room, and
  // for what Prometheus or a person cannot read: an empty value, more than 64 bytes, or bytes
  // outside printable ASCII.
  absl::string_view Admit(absl::string_view value) WINNOW_EXCLUDES(mutex_);

 private:
  const size_t limit_;
  Mutex mutex_;
  absl::flat_hash_set<std::string> admitted_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_BOUNDED_LABELS_H_
