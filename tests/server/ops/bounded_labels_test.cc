// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/ops/bounded_labels.h"

#include <gtest/gtest.h>
#include <prometheus/registry.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/ops/bounded_family.h"

namespace winnow::ops {
namespace {

TEST(BoundedLabels, AdmitTheFirstValuesForGood) {
  BoundedLabels labels(2);
  EXPECT_EQ(labels.Admit("a"), "a");
  EXPECT_EQ(labels.Admit("b"), "b");
  EXPECT_EQ(labels.Admit("c"), "other");
  EXPECT_EQ(labels.Admit("a"), "a");
  EXPECT_EQ(labels.Admit("c"), "other");
}

TEST(BoundedLabels, RefuseWhatIsNotALabelWithoutSpendingRoom) {
  BoundedLabels labels(1);
  for (const std::string& value :
       {std::string(), std::string(65, 'x'), std::string("a\nb"), std::string("\xff"),
        std::string("\xc3\xa4"), std::string("\0", 1), std::string("\x7f")}) {
    EXPECT_EQ(labels.Admit(value), "other");
  }
  EXPECT_EQ(labels.Admit(std::string(64, 'x')), std::string(64, 'x'));
}

TEST(BoundedLabels, NeverAdmitMoreThanTheirLimitToManyThreads) {
  BoundedLabels labels(10);
  std::vector<std::thread> threads;
  std::atomic<int> admitted = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&labels, &admitted, t] {
      for (int i = 0; i < 100; ++i) admitted += labels.Admit(absl::StrCat(t, ".", i)) != "other";
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(admitted, 10);
}

class BoundedFamilyTest : public ::testing::Test {
 protected:
  size_t SeriesCount() const {
    size_t count = 0;
    for (const auto& family : registry_.Collect()) count += family.metric.size();
    return count;
  }

  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& family_ =
      prometheus::BuildCounter().Name("test_total").Help("Test.").Register(registry_);
};

TEST_F(BoundedFamilyTest, GivesTheSameMetricForTheSameValues) {
  BoundedCounters counters(family_, {{"queue", 2}, {"result", 2}});
  counters.At({"q", "ok"}).Increment();
  counters.At({"q", "ok"}).Increment();
  EXPECT_EQ(counters.At({"q", "ok"}).Value(), 2);
  EXPECT_EQ(counters.At({"ok", "q"}).Value(), 0);
}

TEST_F(BoundedFamilyTest, CountsEverythingBeyondTheBoundAsOther) {
  BoundedCounters counters(family_, {{"queue", 3}, {"result", 2}});
  for (int q = 0; q < 50; ++q) {
    for (int r = 0; r < 50; ++r)
      counters.At({absl::StrCat("q", q), absl::StrCat("r", r)}).Increment();
  }
  EXPECT_EQ(SeriesCount(), (3u + 1) * (2u + 1));
  EXPECT_EQ(counters.At({"q40", "r40"}).Value(), 47 * 48);
  EXPECT_EQ(counters.At({"other", "other"}).Value(), 47 * 48);
}

TEST_F(BoundedFamilyTest, ReadsAMissingValueAsOther) {
  BoundedCounters counters(family_, {{"queue", 3}, {"result", 2}});
  EXPECT_EQ(&counters.At({"q"}), &counters.At({"q", "other"}));
  EXPECT_EQ(&counters.At({"q", "r", "extra"}), &counters.At({"q", "r"}));
}

}  // namespace
}  // namespace winnow::ops
