// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "server/queue_survey.h"
#include "server/statusz.h"

namespace winnow::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

QueueStanding SomeStanding() {
  QueueStanding standing;
  v1::QueueStatusResponse& status = standing.status;
  status.mutable_queue()->set_name("queues/asr");
  status.mutable_queue()->set_active_policy("policies/lab-v0@1");
  status.set_candidates(100);
  status.set_available(60);
  status.set_leased(30);
  status.set_labeled(10);
  status.set_open_batches(2);
  status.mutable_oldest_available_time()->set_seconds(1000);
  v1::ExclusionCount* leased = status.add_excluded();
  leased->set_reason(v1::EXCLUSION_REASON_LEASED);
  leased->set_count(30);
  v1::Slice* light = status.add_slices();
  light->set_name("queues/asr/slices/light");
  light->set_eligible(20);
  light->set_launch_weight(0.5);
  light->set_target_labels(40);
  light->set_labeled(10);
  v1::Slice* heavy = status.add_slices();
  heavy->set_name("queues/asr/slices/heavy");
  heavy->set_eligible(40);
  heavy->set_launch_weight(9);
  v1::QuotaLine* quota = status.add_last_quotas();
  quota->set_slice("light");
  quota->set_filled(3);
  quota->set_shortfall(1);
  quota->set_shortfall_reason(v1::SHORTFALL_REASON_NO_SUPPLY);
  standing.capacity.set_queue_items(500);
  return standing;
}

std::string Render(const QueueStanding& standing) {
  return RenderStatusPage({.version = "0.1.0",
                           .state = "serving",
                           .now = absl::FromUnixSeconds(1000 + 7200),
                           .uptime = absl::Minutes(90),
                           .disk = "0.5 GiB of disk free",
                           .clock_doubt = {},
                           .problem = {},
                           .queues = {standing}});
}

TEST(StatusPage, ShowsDepthAgeQuotasLeasesAndPolicy) {
  const std::string page = Render(SomeStanding());
  for (const char* part :
       {"queues/asr", "policies/lab-v0@1", "<dt>available</dt><dd>60</dd>", "30 in 2 batches",
        "<dt>oldest available</dt><dd>2.0 h</dd>", "<dt>leased</dt><dd>30</dd>",
        "<dt>capacity</dt><dd>500</dd>", "75 %", "no supply", "up 1.5 h", "0.5 GiB of disk free"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
}

TEST(StatusPage, LoadsNothingRunsNothingAndFitsANarrowScreen) {
  const std::string page = Render(SomeStanding());
  EXPECT_THAT(page, HasSubstr("name=\"viewport\" content=\"width=device-width"));
  for (const char* part : {"<script", "http:", "https:", "src=", "@import", "url("}) {
    EXPECT_THAT(page, Not(HasSubstr(part)));
  }
}

TEST(StatusPage, EscapesEveryText) {
  const std::string evil = "<script>alert('x')</script>&\"";
  QueueStanding standing = SomeStanding();
  standing.status.mutable_queue()->set_name(evil);
  standing.status.mutable_queue()->set_active_policy(evil);
  standing.status.mutable_slices(0)->set_name(evil);
  standing.status.mutable_last_quotas(0)->set_slice(evil);
  EXPECT_THAT(Render(standing), Not(HasSubstr("<script")));
  const std::string page = RenderStatusPage({.version = evil,
                                             .state = evil,
                                             .now = absl::UnixEpoch(),
                                             .uptime = absl::ZeroDuration(),
                                             .disk = evil,
                                             .clock_doubt = evil,
                                             .problem = evil,
                                             .queues = {}});
  EXPECT_THAT(page, Not(HasSubstr("<script")));
}

TEST(QueueReading, ShowsStatesSlicesByWeightFillAndCoverage) {
  const ops::QueueReading reading = ToReading(SomeStanding());
  EXPECT_EQ(reading.queue, "asr");
  EXPECT_EQ(reading.policy, "lab-v0@1");
  EXPECT_EQ(reading.leased_items, 30);
  EXPECT_EQ(reading.capacity_items, 500);
  EXPECT_THAT(reading.candidates_by_state,
              UnorderedElementsAre(Pair("available", 60), Pair("leased", 30)));
  ASSERT_EQ(reading.slices.size(), 2u);
  EXPECT_EQ(reading.slices[0].slice, "heavy");
  EXPECT_DOUBLE_EQ(reading.slices[0].quota_fill_ratio.value(), 1.0);
  EXPECT_DOUBLE_EQ(reading.slices[0].coverage_ratio.value(), 1.0);
  EXPECT_EQ(reading.slices[1].slice, "light");
  EXPECT_DOUBLE_EQ(reading.slices[1].quota_fill_ratio.value(), 0.75);
  EXPECT_DOUBLE_EQ(reading.slices[1].coverage_ratio.value(), 0.25);
}

// As published counts come.
QueueStanding HiddenStanding() {
  QueueStanding standing = SomeStanding();
  standing.status.mutable_queue()->set_min_cell_subjects(11);
  standing.status.mutable_as_of_time()->set_seconds(1);
  standing.status.clear_excluded();
  standing.status.clear_last_quotas();
  for (v1::Slice& slice : *standing.status.mutable_slices()) {
    slice.clear_coverage_override();
    slice.set_target_labels(10);
    for (const v1::CountKind kind : {v1::COUNT_KIND_AVAILABLE, v1::COUNT_KIND_LABELED})
      slice.add_hidden(kind);
  }
  return standing;
}

TEST(StatusPage, SaysWhatIsHidden) {
  const std::string page = Render(HiddenStanding());
  EXPECT_THAT(page, HasSubstr("fewer than 11 persons are hidden"));
  EXPECT_THAT(page, HasSubstr("<td>hidden</td>"));
}

TEST(QueueReading, HasNoSeriesForWhatIsHidden) {
  const ops::QueueReading reading = ToReading(HiddenStanding());
  for (const ops::SliceReading& slice : reading.slices) {
    EXPECT_EQ(slice.available_items, std::nullopt);
    EXPECT_EQ(slice.coverage_ratio, std::nullopt);
    EXPECT_EQ(slice.quota_fill_ratio, std::nullopt);
  }
}

}  // namespace
}  // namespace winnow::app
