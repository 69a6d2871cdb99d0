// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// What a queue remembers between batches: caps over a window, and how long candidates have waited.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/shard/age_anchor.h"
#include "server/shard/mutate_and_wait.h"
#include "server/shard/shadow_build.h"
#include "server/shard/tables.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {
namespace {

constexpr char kWindow[] =
    "caps { attribute: 'device' per_window: 3 window { seconds: 3600 } } exploration { share: 0 }";

// `count` candidates of one device.
void AddDevice(ReviewBed& bed, const std::string& device, int count) {
  std::vector<v1::Candidate> candidates;
  for (int i = 0; i < count; ++i) {
    candidates.push_back(LoopBed::Complete(absl::StrCat(device, "-", i)));
    (*candidates.back().mutable_attributes())["device"] = device;
  }
  EXPECT_EQ(bed.Upsert(candidates).accepted(), static_cast<uint32_t>(count));
}

std::map<std::string, int> Devices(const v1::RequestBatchResponse& batch) {
  std::map<std::string, int> devices;
  for (const v1::BatchItem& item : batch.items()) ++devices[item.attributes().at("device")];
  return devices;
}

TEST(Windows, BoundAKeyOverSeveralBatches) {
  ReviewBed bed(kWindow);
  AddDevice(bed, "phone", 10);
  AddDevice(bed, "far", 10);
  EXPECT_EQ(Devices(bed.Take("max_items: 4")).size(), 2u);
  const auto second = bed.Take("max_items: 10");
  EXPECT_EQ(second.items_size(), 2);
  const auto third = bed.Take();
  EXPECT_EQ(third.items_size(), 0);
}

TEST(Windows, OpenAgainWhenTheirTimeHasPassed) {
  ReviewBed bed(kWindow);
  AddDevice(bed, "phone", 10);
  EXPECT_EQ(bed.Take().items_size(), 3);
  bed.clock().Advance(absl::Minutes(59));
  EXPECT_EQ(bed.Take().items_size(), 0);
  bed.clock().Advance(absl::Minutes(1));
  EXPECT_EQ(bed.Take().items_size(), 3);
}

TEST(Windows, SurviveARestart) {
  ReviewBed bed(kWindow);
  AddDevice(bed, "phone", 10);
  EXPECT_EQ(bed.Take("max_items: 2").items_size(), 2);
  bed.Restart();
  EXPECT_EQ(bed.Take().items_size(), 1);
  bed.Restart();
  EXPECT_EQ(bed.Take().items_size(), 0);
}

TEST(Windows, CountNoPreview) {
  ReviewBed bed(kWindow);
  AddDevice(bed, "phone", 10);
  EXPECT_EQ(bed.Take("validate_only: true").items_size(), 3);
  EXPECT_EQ(bed.Take().items_size(), 3);
}

// Rows of batches that the windows have passed are deleted.
TEST(Windows, LeaveNoRowsBehind) {
  ReviewBed bed(kWindow);
  AddDevice(bed, "phone", 60);
  for (int round = 0; round < 10; ++round) {
    EXPECT_EQ(bed.Take().items_size(), 3);
    bed.clock().Advance(absl::Hours(2));
  }
  int rows = 0;
  EXPECT_TRUE(
      storage::CapUseTable::ScanAll(bed.engine(), 0, [&](const storage::QueueRowId&, auto&) {
        ++rows;
        return absl::OkStatus();
      }).ok());
  EXPECT_LE(rows, 2);
}

// Confidence is the score; it is worth one day of waiting.
constexpr char kAging[] =
    "signal_terms { name: 'doubt' signal: 'confidence' clamp_low: 0 clamp_high: 1 weight: 1 } "
    "age_boost_per_day: 1 exploration { share: 0 }";

v1::Candidate Scored(const std::string& id, double score) {
  v1::Candidate candidate = LoopBed::Complete(id);
  candidate.clear_signals();
  v1::Signal& signal = *candidate.add_signals();
  signal.set_name("confidence");
  signal.set_value(score);
  return candidate;
}

// The bound that the policy states: a candidate waits behind those that arrive up to range / boost
// later, and behind no others.
TEST(Aging, LetsNobodyWaitBehindWhatArrivesLater) {
  ReviewBed bed(kAging);
  bed.Upsert({Scored("old", 0)});
  bed.clock().Advance(absl::Hours(23));
  bed.Upsert({Scored("soon", 1)});
  EXPECT_EQ(bed.Take("max_items: 1 lease { seconds: 86400 }").items(0).candidate_id(), "soon");
  bed.clock().Advance(absl::Hours(2));
  bed.Upsert({Scored("late", 1)});
  EXPECT_EQ(bed.Take("max_items: 1").items(0).candidate_id(), "old");
}

TEST(Aging, IsATermOfTheManifest) {
  ReviewBed bed(kAging);
  bed.clock().Advance(absl::Hours(12));
  bed.Upsert({Scored("c", 1)});
  const auto batch = bed.Take();
  v1::GetBatchRequest request;
  request.set_name(batch.batch());
  request.set_page_size(10);
  const auto stored = bed.Call(&Loop::batches, &Batches::GetBatch, request);
  ASSERT_TRUE(stored.ok()) << stored.status();
  const v1::ManifestItem& item = stored->items(0);
  ASSERT_EQ(item.terms_size(), 2);
  EXPECT_EQ(item.terms(1).name(), "age");
  EXPECT_EQ(item.terms(1).micros(), -500'000);
  EXPECT_EQ(item.score_micros(), 500'000);
}

// An anchor that has become old moves, and the order of candidates stays, also over a restart.
TEST(Aging, CountsFromALaterMomentAfterAWeek) {
  ReviewBed bed(kAging);
  bed.Upsert({Scored("old", 0.5)});
  bed.clock().Advance(absl::Hours(12));
  bed.Upsert({Scored("new", 0.9)});
  bed.clock().Advance(shard::kAgeAnchorLife);
  const auto anchor = [&bed] {
    int64_t anchor_us = 0;
    EXPECT_TRUE(shard::MutateAndWait(bed.shards().at(0), [&](shard::ShardState& state, auto&) {
                  anchor_us = state.FindQueue("q")->record.age_anchor_us();
                  return absl::OkStatus();
                }).ok());
    return anchor_us;
  };
  const int64_t before = anchor();
  EXPECT_TRUE(shard::BuildShadows(bed.shards().at(0), bed.clock(), {}).ok());
  EXPECT_GT(anchor(), before);
  bed.Restart();
  EXPECT_EQ(bed.Take("max_items: 1").items(0).candidate_id(), "old");
  EXPECT_EQ(bed.Take("max_items: 1").items(0).candidate_id(), "new");
}

}  // namespace
}  // namespace winnow::loop::testing
