// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/queue_metrics.h"

#include <algorithm>
#include <map>

#include "server/ops/bounded_labels.h"

namespace winnow::ops {
namespace {

using prometheus::MetricFamily;
using Labels = std::vector<prometheus::ClientMetric::Label>;

// Of two values that may both be absent.
template <typename T>
std::optional<T> Least(std::optional<T> a, std::optional<T> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

std::optional<int64_t> Sum(std::optional<int64_t> a, std::optional<int64_t> b) {
  if (!a || !b) return a ? a : b;
  return *a + *b;
}

void FoldInto(SliceReading& rest, const SliceReading& slice) {
  rest.available_items = Sum(rest.available_items, slice.available_items);
  rest.oldest_available = Least(rest.oldest_available, slice.oldest_available);
  rest.quota_fill_ratio = Least(rest.quota_fill_ratio, slice.quota_fill_ratio);
  rest.coverage_ratio = Least(rest.coverage_ratio, slice.coverage_ratio);
}

// Ratios, policies and slices of several queues do not add up to anything and are left out.
void FoldInto(QueueReading& rest, const QueueReading& queue) {
  std::map<std::string, int64_t> states(rest.candidates_by_state.begin(),
                                        rest.candidates_by_state.end());
  for (const auto& [state, count] : queue.candidates_by_state) states[state] += count;
  rest.candidates_by_state.assign(states.begin(), states.end());
  rest.oldest_available = Least(rest.oldest_available, queue.oldest_available);
  rest.leased_items = Sum(rest.leased_items, queue.leased_items);
  rest.open_adjudications = Sum(rest.open_adjudications, queue.open_adjudications);
  rest.capacity_items += queue.capacity_items;
}

// Keeps the first `limit` readings and folds the others into `rest`, which is named "other". One
// that has that name of its own is folded too: a name may occur only once.
template <typename Reading>
void Bound(std::vector<Reading>& readings, size_t limit, std::string Reading::*name, Reading rest) {
  if (readings.size() <= limit) return;
  std::vector<Reading> kept;
  for (Reading& reading : readings) {
    if (kept.size() < limit && reading.*name != kOtherLabel) {
      kept.push_back(std::move(reading));
    } else {
      FoldInto(rest, reading);
    }
  }
  rest.*name = std::string(kOtherLabel);
  kept.push_back(std::move(rest));
  readings = std::move(kept);
}

class GaugeFamily {
 public:
  GaugeFamily(const char* name, const char* help) {
    family_.name = name;
    family_.help = help;
    family_.type = prometheus::MetricType::Gauge;
  }

  void Add(Labels labels, double value) {
    prometheus::ClientMetric metric;
    metric.label = std::move(labels);
    metric.gauge.value = value;
    family_.metric.push_back(std::move(metric));
  }

  // A time that there is none of has no series: 0 would read as 1970.
  void Add(Labels labels, std::optional<absl::Time> time) {
    if (time) Add(std::move(labels), absl::ToDoubleSeconds(*time - absl::UnixEpoch()));
  }

  // As a value that is not to be shown has none.
  void Add(Labels labels, std::optional<double> value) {
    if (value) Add(std::move(labels), *value);
  }

  void Add(Labels labels, std::optional<int64_t> count) {
    if (count) Add(std::move(labels), static_cast<double>(*count));
  }

  void MoveTo(std::vector<MetricFamily>& families) {
    if (!family_.metric.empty()) families.push_back(std::move(family_));
  }

 private:
  MetricFamily family_;
};

struct SliceFamilies {
  GaugeFamily available{"winnow_slice_available_items",
                        "Candidates of the slice that a draw could take."};
  GaugeFamily oldest{"winnow_slice_oldest_available_timestamp_seconds",
                     "When the oldest available candidate of the slice became so."};
  GaugeFamily fill{"winnow_slice_quota_fill_ratio",
                   "Share of the slice's quota that the last draw filled."};
  GaugeFamily coverage{"winnow_slice_coverage_ratio",
                       "Share of the labels wanted for the slice that exist."};

  void Add(const Labels& labels, const SliceReading& slice) {
    available.Add(labels, slice.available_items);
    oldest.Add(labels, slice.oldest_available);
    fill.Add(labels, slice.quota_fill_ratio);
    coverage.Add(labels, slice.coverage_ratio);
  }
};

struct QueueFamilies {
  GaugeFamily candidates{"winnow_queue_candidates", "Candidates of the queue, by state."};
  GaugeFamily oldest{"winnow_queue_oldest_available_timestamp_seconds",
                     "When the oldest available candidate of the queue became so."};
  GaugeFamily leased{"winnow_queue_leased_items", "Items of the queue in open leases."};
  GaugeFamily adjudications{"winnow_queue_open_adjudications",
                            "Candidates of the queue whose labels wait for a decision."};
  GaugeFamily capacity{"winnow_queue_capacity_items",
                       "Items of the queue that may be in open leases at once."};
  GaugeFamily policy{"winnow_policy_info", "1 for the policy revision that is active."};

  void Add(const QueueReading& queue) {
    const Labels labels = {{"queue", queue.queue}};
    for (const auto& [state, count] : queue.candidates_by_state) {
      candidates.Add({{"queue", queue.queue}, {"state", state}}, static_cast<double>(count));
    }
    oldest.Add(labels, queue.oldest_available);
    leased.Add(labels, queue.leased_items);
    adjudications.Add(labels, queue.open_adjudications);
    capacity.Add(labels, static_cast<double>(queue.capacity_items));
    if (!queue.policy.empty()) {
      policy.Add({{"queue", queue.queue}, {"policy", queue.policy}}, 1.0);
    }
  }
};

}  // namespace

void QueueMetrics::Set(std::vector<QueueReading> queues) {
  Bound(queues, kMaxQueues, &QueueReading::queue, {});
  for (QueueReading& queue : queues) Bound(queue.slices, kMaxSlices, &SliceReading::slice, {});
  MutexLock lock(mutex_);
  queues_ = std::move(queues);
}

std::vector<MetricFamily> QueueMetrics::Collect() const {
  QueueFamilies queue_families;
  SliceFamilies slice_families;
  {
    MutexLock lock(mutex_);
    for (const QueueReading& queue : queues_) {
      queue_families.Add(queue);
      for (const SliceReading& slice : queue.slices) {
        slice_families.Add({{"queue", queue.queue}, {"slice", slice.slice}}, slice);
      }
    }
  }
  std::vector<MetricFamily> families;
  for (GaugeFamily* family :
       {&queue_families.candidates, &queue_families.oldest, &queue_families.leased,
        &queue_families.adjudications, &queue_families.capacity, &queue_families.policy,
        &slice_families.available, &slice_families.oldest, &slice_families.fill,
        &slice_families.coverage}) {
    family->MoveTo(families);
  }
  return families;
}

}  // namespace winnow::ops
