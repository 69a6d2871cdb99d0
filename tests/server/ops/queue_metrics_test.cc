// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/queue_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace winnow::ops {
namespace {

using ::testing::Pair;
using ::testing::UnorderedElementsAre;

// Each series as "name{label,label}" with its value.
std::map<std::string, double> Series(const QueueMetrics& metrics) {
  std::map<std::string, double> series;
  for (const prometheus::MetricFamily& family : metrics.Collect()) {
    EXPECT_EQ(family.type, prometheus::MetricType::Gauge);
    EXPECT_FALSE(family.metric.empty()) << family.name;
    for (const prometheus::ClientMetric& metric : family.metric) {
      std::string name = family.name;
      for (const auto& label : metric.label) absl::StrAppend(&name, " ", label.value);
      EXPECT_TRUE(series.emplace(name, metric.gauge.value).second) << "twice: " << name;
    }
  }
  return series;
}

SliceReading Slice(std::string name, int64_t available) {
  return {.slice = std::move(name),
          .available_items = available,
          .oldest_available = absl::FromUnixSeconds(1000 + available),
          .quota_fill_ratio = 0.5,
          .coverage_ratio = 0.25};
}

QueueReading Queue(std::string name) {
  QueueReading queue;
  queue.queue = std::move(name);
  queue.candidates_by_state = {{"AVAILABLE", 5}, {"LEASED", 2}};
  queue.leased_items = 2;
  queue.open_adjudications = 4;
  queue.capacity_items = 10;
  return queue;
}

TEST(QueueMetrics, ShowWhatWasReadLast) {
  QueueMetrics metrics;
  EXPECT_TRUE(metrics.Collect().empty());
  QueueReading queue = Queue("asr");
  queue.oldest_available = absl::FromUnixSeconds(77);
  queue.policy = "lab@3";
  queue.slices = {Slice("health", 4)};
  metrics.Set({queue});
  EXPECT_THAT(
      Series(metrics),
      UnorderedElementsAre(
          Pair("winnow_queue_candidates asr AVAILABLE", 5),
          Pair("winnow_queue_candidates asr LEASED", 2),
          Pair("winnow_queue_oldest_available_timestamp_seconds asr", 77),
          Pair("winnow_queue_leased_items asr", 2), Pair("winnow_queue_open_adjudications asr", 4),
          Pair("winnow_queue_capacity_items asr", 10), Pair("winnow_policy_info asr lab@3", 1),
          Pair("winnow_slice_available_items asr health", 4),
          Pair("winnow_slice_oldest_available_timestamp_seconds asr health", 1004),
          Pair("winnow_slice_quota_fill_ratio asr health", 0.5),
          Pair("winnow_slice_coverage_ratio asr health", 0.25)));
}

TEST(QueueMetrics, ForgetAQueueThatIsGone) {
  QueueMetrics metrics;
  metrics.Set({Queue("a"), Queue("b")});
  metrics.Set({Queue("b")});
  for (const auto& [name, value] : Series(metrics)) EXPECT_EQ(name.find(" a"), std::string::npos);
  metrics.Set({});
  EXPECT_TRUE(metrics.Collect().empty());
}

TEST(QueueMetrics, HaveNoTimeWhereNothingIsAvailable) {
  QueueMetrics metrics;
  metrics.Set({Queue("asr")});
  EXPECT_FALSE(Series(metrics).contains("winnow_queue_oldest_available_timestamp_seconds asr"));
  EXPECT_FALSE(Series(metrics).contains("winnow_policy_info asr "));
}

TEST(QueueMetrics, FoldSlicesBeyondTheBoundIntoOther) {
  QueueMetrics metrics;
  QueueReading queue = Queue("asr");
  // One of the slices bears the name of the rest.
  queue.slices.push_back(Slice("other", 1));
  for (int i = 0; i < 60; ++i) queue.slices.push_back(Slice(absl::StrCat("s", i), 10));
  queue.slices.back().quota_fill_ratio = 0.125;
  queue.slices.back().oldest_available = absl::FromUnixSeconds(3);
  metrics.Set({queue});
  const std::map<std::string, double> series = Series(metrics);
  double total = 0;
  size_t slices = 0;
  for (const auto& [name, value] : series) {
    if (name.find("winnow_slice_available_items") != 0) continue;
    total += value;
    ++slices;
  }
  EXPECT_EQ(slices, QueueMetrics::kMaxSlices + 1);
  EXPECT_EQ(total, 601) << "no item is lost or counted twice";
  EXPECT_EQ(series.at("winnow_slice_available_items asr other"), 101);
  EXPECT_EQ(series.at("winnow_slice_quota_fill_ratio asr other"), 0.125);
  EXPECT_EQ(series.at("winnow_slice_coverage_ratio asr other"), 0.25);
  EXPECT_EQ(series.at("winnow_slice_oldest_available_timestamp_seconds asr other"), 3);
  EXPECT_TRUE(series.contains("winnow_slice_available_items asr s49"));
  EXPECT_FALSE(series.contains("winnow_slice_available_items asr s50"));
}

TEST(QueueMetrics, FoldQueuesBeyondTheBoundIntoOther) {
  QueueMetrics metrics;
  std::vector<QueueReading> queues;
  for (int i = 0; i < 103; ++i) {
    queues.push_back(Queue(absl::StrCat("q", i)));
    queues.back().policy = "lab@1";
    queues.back().slices = {Slice("s", 1)};
  }
  metrics.Set(queues);
  const std::map<std::string, double> series = Series(metrics);
  EXPECT_EQ(series.at("winnow_queue_candidates other AVAILABLE"), 15);
  EXPECT_EQ(series.at("winnow_queue_capacity_items other"), 30);
  EXPECT_FALSE(series.contains("winnow_queue_capacity_items q100"));
  EXPECT_FALSE(series.contains("winnow_policy_info other lab@1"));
  EXPECT_FALSE(series.contains("winnow_slice_available_items other s"));
}

}  // namespace
}  // namespace winnow::ops
