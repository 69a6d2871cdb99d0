// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// BoundedFamily: the metrics of one name, one for each combination of label values, with a bound on
// each label.
#ifndef WINNOW_SERVER_OPS_BOUNDED_FAMILY_H_
#define WINNOW_SERVER_OPS_BOUNDED_FAMILY_H_

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "server/ops/bounded_labels.h"
#include "server/ops/mutex.h"

namespace winnow::ops {

struct BoundedLabel {
  std::string name;
  // How many distinct values are told apart; the rest are "other".
  size_t limit = 0;
};

// `Metric` is prometheus::Counter, Gauge or Histogram. Safe for use from any thread. A look-up
// takes a short lock for each label and one more: callers count once per chunk, draw or commit, not
// once per row.
template <typename Metric>
class BoundedFamily {
 public:
  // `buckets` are the upper bounds of a histogram's buckets, in order; others leave them out.
  BoundedFamily(prometheus::Family<Metric>& family, std::vector<BoundedLabel> labels,
                prometheus::Histogram::BucketBoundaries buckets = {})
      : family_(family), buckets_(std::move(buckets)) {
    for (BoundedLabel& label : labels) {
      labels_.emplace_back(std::move(label.name), std::make_unique<BoundedLabels>(label.limit));
    }
  }

  // The metric of these label values, one for each label in the order of construction; a value that
  // is missing reads "other". The metric lives as long as the registry.
  Metric& At(std::initializer_list<absl::string_view> values) WINNOW_EXCLUDES(mutex_) {
    std::vector<std::string> admitted;
    auto value = values.begin();
    for (const auto& [name, bound] : labels_) {
      admitted.emplace_back(value == values.end() ? kOtherLabel : bound->Admit(*value++));
    }
    MutexLock lock(mutex_);
    Metric*& metric = metrics_[admitted];
    if (metric == nullptr) metric = &Add(admitted);
    return *metric;
  }

 private:
  Metric& Add(const std::vector<std::string>& values) {
    prometheus::Labels labels;
    for (size_t i = 0; i < values.size(); ++i) labels.emplace(labels_[i].first, values[i]);
    if constexpr (std::is_same_v<Metric, prometheus::Histogram>) {
      return family_.Add(labels, buckets_);
    } else {
      return family_.Add(labels);
    }
  }

  prometheus::Family<Metric>& family_;
  const prometheus::Histogram::BucketBoundaries buckets_;
  std::vector<std::pair<std::string, std::unique_ptr<BoundedLabels>>> labels_;
  Mutex mutex_;
  absl::flat_hash_map<std::vector<std::string>, Metric*> metrics_ WINNOW_GUARDED_BY(mutex_);
};

using BoundedCounters = BoundedFamily<prometheus::Counter>;
using BoundedGauges = BoundedFamily<prometheus::Gauge>;
using BoundedHistograms = BoundedFamily<prometheus::Histogram>;

}  // namespace winnow::ops

#endif  // WINNOW_SERVER_OPS_BOUNDED_FAMILY_H_
