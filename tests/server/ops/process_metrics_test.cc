// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/process_metrics.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <string>

namespace winnow::ops {
namespace {

std::map<std::string, double> Read(const ProcessMetrics& metrics) {
  std::map<std::string, double> values;
  for (const prometheus::MetricFamily& family : metrics.Collect()) {
    EXPECT_EQ(family.metric.size(), 1u);
    EXPECT_FALSE(family.help.empty());
    const auto& metric = family.metric.at(0);
    values[family.name] =
        family.type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value;
  }
  return values;
}

TEST(ProcStat, IsReadByPositionAfterTheName) {
  const auto stat = ParseProcStat(
      "7 (winnowd) S 1 7 7 0 -1 4194560 1 2 3 4 150 50 5 6 20 0 9 0 12345 1073741824 262144 18\n");
  ASSERT_TRUE(stat.has_value());
  EXPECT_EQ(stat->cpu_ticks, 200u);
  EXPECT_EQ(stat->start_ticks, 12345u);
  EXPECT_EQ(stat->virtual_bytes, 1073741824u);
  EXPECT_EQ(stat->resident_pages, 262144u);
}

TEST(ProcStat, LetsANameHoldSpacesAndParentheses) {
  const auto stat = ParseProcStat(
      "7 (a) R 9 (b) S 1 7 7 0 -1 4194560 1 2 3 4 150 50 5 6 20 0 9 0 12345 99 77 18");
  ASSERT_TRUE(stat.has_value());
  EXPECT_EQ(stat->cpu_ticks, 200u);
  EXPECT_EQ(stat->resident_pages, 77u);
}

TEST(ProcStat, IsNothingWhenItIsNotOne) {
  for (const char* text : {"", ")", "7 (x)", "7 (x) S 1 2 3", "no parentheses at all",
                           "7 (x) S 1 7 7 0 -1 4194560 1 2 3 4 x y 5 6 20 0 9 0 12345 99 77"}) {
    EXPECT_FALSE(ParseProcStat(text).has_value()) << text;
  }
}

TEST(ProcessMetrics, TellOfThisProcess) {
  const std::map<std::string, double> values = Read(ProcessMetrics());
  ASSERT_EQ(values.size(), 6u);
  EXPECT_GE(values.at("process_cpu_seconds_total"), 0);
  EXPECT_GT(values.at("process_resident_memory_bytes"), 1e6);
  EXPECT_GT(values.at("process_virtual_memory_bytes"), values.at("process_resident_memory_bytes"));
  EXPECT_GE(values.at("process_open_fds"), 3);
  EXPECT_GE(values.at("process_max_fds"), values.at("process_open_fds"));
  const double start = values.at("process_start_time_seconds");
  EXPECT_GT(start, 1.7e9);
  EXPECT_LT(start, 1e10);
}

TEST(ProcessMetrics, SeeAnOpenedFile) {
  const ProcessMetrics metrics;
  const double before = Read(metrics).at("process_open_fds");
  FILE* file = fopen("/dev/null", "r");
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(Read(metrics).at("process_open_fds"), before + 1);
  fclose(file);
  EXPECT_EQ(Read(metrics).at("process_open_fds"), before);
}

TEST(ProcessMetrics, LeaveOutWhatProcDoesNotTell) {
  const std::map<std::string, double> values = Read(ProcessMetrics("/nonexistent"));
  EXPECT_EQ(values.size(), 1u);
  EXPECT_TRUE(values.contains("process_max_fds"));
}

}  // namespace
}  // namespace winnow::ops
