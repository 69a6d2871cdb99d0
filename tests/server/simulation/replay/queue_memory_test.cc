// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Batches that depend on what a queue remembers or knows about its candidates besides their scores,
// drawn again from exported frames: counts of cap windows, parked candidates (selection.md S6), the
// age boost, and known zeros (S5.4).
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "server/selection/exploit.h"
#include "server/selection/stable_hash.h"
#include "server/shard/age_anchor.h"
#include "server/shard/shadow_build.h"
#include "tests/server/simulation/replay/replay_bed.h"
#include "winnow/v1/frame.pb.h"

namespace winnow::simulation {
namespace {

using loop::testing::ReviewBed;

constexpr char kDoubt[] =
    "signal_terms { name: 'doubt' signal: 'confidence' clamp_high: 1 weight: 1 } ";

void AddSignal(v1::Candidate& candidate, double value) {
  v1::Signal& signal = *candidate.add_signals();
  signal.set_name("confidence");
  signal.set_value(value);
}

v1::FrameHeader HeaderOf(const Lines& frame) {
  v1::FrameHeader header;
  const auto status = google::protobuf::util::JsonStringToMessage(frame.front(), &header);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return header;
}

Lines WithHeader(Lines frame, const v1::FrameHeader& header) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  frame.front().clear();
  const auto status = google::protobuf::util::MessageToJsonString(header, &frame.front(), options);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return frame;
}

// A frame and the batch that was drawn from it.
struct Step {
  Lines frame;
  Lines batch;
};

Step Take(ReviewBed& bed, const std::string& request) {
  Step step;
  step.frame = ExportFrame(bed);
  step.batch = ExportBatch(bed, bed.Take(request).batch());
  return step;
}

std::size_t Parked(const Lines& frame) {
  return static_cast<std::size_t>(
      std::count_if(frame.begin() + 1, frame.end(),
                    [](const std::string& line) { return absl::StrContains(line, "\"parked\""); }));
}

// Without its parked candidates.
Lines WithNoneParked(Lines frame) {
  for (std::string& line : frame) {
    if (const std::size_t at = line.find(",\"parked\""); at != std::string::npos)
      line = line.substr(0, at) + "}";
  }
  return frame;
}

// Candidates {prefix}0, {prefix}1, ... of some slices, devices and speakers, with random scores.
void Fill(ReviewBed& bed, const std::string& prefix, uint64_t seed) {
  std::vector<v1::Candidate> candidates;
  for (uint64_t i = 0; i < 400; ++i) {
    const auto below = [&](uint64_t n, uint64_t what) {
      return selection::Mix(seed, i * 8 + what) % n;
    };
    v1::Candidate& candidate =
        candidates.emplace_back(ReviewBed::Complete(absl::StrCat(prefix, i)));
    candidate.set_slice(absl::StrCat("s", below(4, 0)));
    auto& attributes = *candidate.mutable_attributes();
    attributes["speaker"] = absl::StrCat("0123456789abc", 100 + below(60, 1));
    if (below(4, 2) > 0) attributes["device"] = absl::StrCat("d", below(25, 3));
    if (below(5, 4) > 0) AddSignal(candidate, static_cast<double>(below(50, 5)) / 50);
  }
  bed.Upsert(candidates);
}

TEST(QueueMemory, IsReproducedWithWindowsThatOpenAndClose) {
  uint64_t seed = 0;
  std::size_t counts = 0;
  for (const std::string kind : {"WEIGHTED", "NEYMAN", "POWER", "EQUAL", "BY_SCORE"}) {
    for (const std::string share : {"0", "0.3", "1"}) {
      SCOPED_TRACE(absl::StrCat(kind, " ", share, " seed ", ++seed));
      ReviewBed bed(absl::StrCat(
          kDoubt, "allocation { kind: ALLOCATION_KIND_", kind, " } exploration { share: ", share,
          " } caps { attribute: 'device' per_window: 4 window { seconds: 3600 } } "
          "caps { attribute: 'speaker' per_batch: 3 per_window: 5 window { seconds: 7200 } }"));
      Fill(bed, "c", seed);
      for (int i = 0; i < 5; ++i) {
        const Step step = Take(bed, "max_items: 60");
        counts += static_cast<std::size_t>(HeaderOf(step.frame).window_counts_size());
        ASSERT_NO_FATAL_FAILURE(ExpectReproduced(step.frame, step.batch)) << "batch " << i;
        bed.clock().Advance(absl::Minutes(25));
        if (i == 2) bed.Restart();
      }
    }
  }
  EXPECT_GT(counts, 1000u);
}

// Three devices of ten candidates each and at most three items of one: every count decides.
TEST(QueueMemory, OfAWindowIsNoticedWhenOneCountIsChanged) {
  ReviewBed bed(absl::StrCat(kDoubt,
                             "exploration { share: 0 } caps { attribute: 'device' per_window: 3 "
                             "window { seconds: 3600 } }"));
  std::vector<v1::Candidate> candidates;
  for (int i = 0; i < 30; ++i) {
    v1::Candidate& candidate = candidates.emplace_back(ReviewBed::Complete(absl::StrCat("c", i)));
    (*candidate.mutable_attributes())["device"] = absl::StrCat("d", i % 3);
    AddSignal(candidate, i / 30.0);
  }
  bed.Upsert(candidates);
  ASSERT_EQ(Take(bed, "max_items: 5").batch.size(), 6u);
  const Step step = Take(bed, "max_items: 30");
  ASSERT_EQ(step.batch.size(), 5u);
  ExpectReproduced(step.frame, step.batch);
  const v1::FrameHeader header = HeaderOf(step.frame);
  ASSERT_EQ(header.window_counts_size(), 3);
  for (int i = 0; i < header.window_counts_size(); ++i) {
    for (const int change : {-1, 1}) {
      SCOPED_TRACE(
          absl::StrCat(header.window_counts(i).ShortDebugString(), " changed by ", change));
      v1::FrameHeader changed = header;
      changed.mutable_window_counts(i)->set_count(
          static_cast<uint32_t>(static_cast<int>(header.window_counts(i).count()) + change));
      const auto frame = Open(WithHeader(step.frame, changed), 1);
      EXPECT_GT(DrawAgain(*frame, step.batch).differing_lines, 0u);
    }
    v1::FrameHeader missing = header;
    missing.mutable_window_counts()->DeleteSubrange(i, 1);
    const auto frame = Open(WithHeader(step.frame, missing), 1);
    EXPECT_GT(DrawAgain(*frame, step.batch).differing_lines, 0u);
  }
}

// A lease that is over gives its items back before a draw, and before an export as well.
TEST(QueueMemory, HoldsNoLeaseThatIsOver) {
  ReviewBed bed(kDoubt);
  Fill(bed, "c", 1);
  const Step first = Take(bed, "max_items: 100 lease { seconds: 60 }");
  EXPECT_EQ(HeaderOf(first.frame).candidates(), 400u);
  bed.clock().Advance(absl::Seconds(59));
  EXPECT_EQ(HeaderOf(ExportFrame(bed)).candidates(), 300u);
  bed.clock().Advance(absl::Seconds(1));
  const Step second = Take(bed, "max_items: 100");
  EXPECT_EQ(HeaderOf(second.frame).candidates(), 400u);
  ExpectReproduced(second.frame, second.batch);
}

// A cluster that is larger than the scan budget hides the rest of the slice from the first draw.
// The second finds it parked and gets past it, so that a replay without the parking differs.
TEST(QueueMemory, IsReproducedWithParkedCandidates) {
  // More than one draw can pass over.
  constexpr uint64_t kCluster = selection::kScanBudget * 5 / 4;
  for (const std::string cap :
       {"attribute: 'device' per_batch: 2", "attribute: 'speaker' per_slice: 2",
        "attribute: 'device' per_window: 2 window { seconds: 3600 }"}) {
    for (const std::string share : {"0", "0.2"}) {
      SCOPED_TRACE(absl::StrCat(cap, " share ", share));
      ReviewBed bed(absl::StrCat(kDoubt, "caps { ", cap, " } exploration { share: ", share, " }"));
      std::vector<v1::Candidate> cluster;
      for (uint64_t i = 0; i < kCluster; ++i) {
        v1::Candidate& candidate =
            cluster.emplace_back(ReviewBed::Complete(absl::StrCat("top", i)));
        candidate.set_slice("s0");
        (*candidate.mutable_attributes())["device"] = "cluster";
        (*candidate.mutable_attributes())["speaker"] = "0123456789abcdef";
        AddSignal(candidate, 1 - static_cast<double>(i) / 100'000);
        if (cluster.size() < kCluster / 4) continue;
        bed.Upsert(cluster);
        cluster.clear();
      }
      Fill(bed, "c", 3);
      const Step first = Take(bed, "max_items: 40");
      EXPECT_EQ(Parked(first.frame), 0u);
      ASSERT_NO_FATAL_FAILURE(ExpectReproduced(first.frame, first.batch));
      const Step second = Take(bed, "max_items: 40");
      // But for those that were drawn at random.
      EXPECT_GT(Parked(second.frame), selection::kScanBudget * 9 / 10);
      ASSERT_NO_FATAL_FAILURE(ExpectReproduced(second.frame, second.batch));
      const auto unparked = Open(WithNoneParked(second.frame), 1);
      EXPECT_GT(DrawAgain(*unparked, second.batch).differing_lines, 0u);
      bed.clock().Advance(absl::Hours(2));
      const Step third = Take(bed, "max_items: 200");
      ASSERT_NO_FATAL_FAILURE(ExpectReproduced(third.frame, third.batch));
    }
  }
}

TEST(QueueMemory, IsReproducedWithAnAgeBoost) {
  for (const std::string kind : {"WEIGHTED", "BY_SCORE"}) {
    for (const std::string share : {"0", "0.4"}) {
      SCOPED_TRACE(absl::StrCat(kind, " share ", share));
      ReviewBed bed(
          absl::StrCat(kDoubt, "age_boost_per_day: 0.3 allocation { kind: ALLOCATION_KIND_", kind,
                       " } exploration { share: ", share,
                       " floor: 0.5 size_knots { x: -1 y: 0 } size_knots { x: 2 y: 3 } }"));
      int64_t anchor_us = 0;
      for (int day = 0; day < 10; ++day) {
        Fill(bed, absl::StrCat("day", day, "-"), static_cast<uint64_t>(day) + 1);
        bed.clock().Advance(absl::Hours(25));
        if (day % 3 != 2) continue;
        if (day == 8) {
          EXPECT_TRUE(shard::BuildShadows(bed.shards().at(0), bed.clock(), {}).ok());
        }
        const Step step = Take(bed, "max_items: 150");
        ASSERT_NO_FATAL_FAILURE(ExpectReproduced(step.frame, step.batch));
        EXPECT_TRUE(absl::StrContains(step.batch[1], "\"age\"")) << step.batch[1];
        v1::FrameHeader changed = HeaderOf(step.frame);
        if (day == 8) {
          EXPECT_NE(changed.age_anchor_us(), anchor_us) << "the anchor did not move";
        }
        anchor_us = changed.age_anchor_us();
        changed.set_age_anchor_us(anchor_us + int64_t{3600} * 1'000'000);
        const auto frame = Open(WithHeader(step.frame, changed), 1);
        EXPECT_GT(DrawAgain(*frame, step.batch).differing_lines, 0u);
      }
    }
  }
}

constexpr char kZeros[] =
    "purpose: PURPOSE_EVALUATION signal_terms { name: 'doubt' signal: 'confidence' clamp_high: 1 "
    "weight: 1 missing_value: 0.5 } exploration { share: 1 floor: 0.1 size_knots { x: 0 y: 0 } "
    "size_knots { x: 1 y: 1 } known_zero { term: 'doubt' audit_share: 0.1 } } ";

// Candidates of 3 slices of which some are known zeros and others have no signal, which is no zero.
void FillWithZeros(ReviewBed& bed) {
  const auto scope =
      bed.Call(&loop::Loop::registries, &loop::Registries::RegisterConsentScope,
               loop::testing::Text<v1::RegisterConsentScopeRequest>(
                   "consent_scope { name: 'consentScopes/exam' purposes: PURPOSE_EVALUATION }"));
  EXPECT_TRUE(scope.ok()) << scope.status();
  std::vector<v1::Candidate> candidates;
  for (int i = 0; i < 450; ++i) {
    v1::Candidate& candidate = candidates.emplace_back(ReviewBed::Complete(absl::StrCat("c", i)));
    candidate.set_slice(absl::StrCat("s", i % 3));
    candidate.set_consent_scope("exam");
    candidate.set_split(v1::SPLIT_TEST);
    if (i / 3 % 5 < 2) AddSignal(candidate, 0);
    if (i / 3 % 5 > 2) AddSignal(candidate, i % 7 / 7.0 + 0.01);
  }
  bed.Upsert(candidates);
}

TEST(QueueMemory, IsReproducedWithKnownZeros) {
  for (const std::string kind : {"WEIGHTED", "EQUAL", "BY_SCORE"}) {
    SCOPED_TRACE(kind);
    ReviewBed bed(absl::StrCat(kZeros, "allocation { kind: ALLOCATION_KIND_", kind, " }"));
    FillWithZeros(bed);
    for (const std::string request : {"max_items: 2", "max_items: 60", "max_items: 90"}) {
      const Step step = Take(bed, request);
      ASSERT_NO_FATAL_FAILURE(ExpectReproduced(step.frame, step.batch));
      if (step.batch.size() < 10) continue;
      // With another audit share the known zeros get other probabilities.
      v1::FrameHeader changed = HeaderOf(step.frame);
      changed.mutable_rules()->mutable_exploration()->mutable_known_zero()->set_audit_share(0.5);
      const auto frame = Open(WithHeader(step.frame, changed), 1);
      EXPECT_GT(DrawAgain(*frame, step.batch).differing_lines, 0u);
    }
  }
}

}  // namespace
}  // namespace winnow::simulation
