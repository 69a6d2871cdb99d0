// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// A batch of the service, drawn again from its exported frame.
#include "server/simulation/replay/replay.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "server/selection/stable_hash.h"
#include "tests/server/loop/control_calls.h"
#include "tests/server/simulation/replay/replay_bed.h"

namespace winnow::simulation {
namespace {

using loop::testing::ReviewBed;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kTerms[] =
    "signal_terms { name: 'doubt' signal: 'confidence' clamp_high: 1 weight: 2 missing_value: 0.3 }"
    "signal_terms { name: 'traffic' signal: 'daily_sessions' clamp_high: 3000 weight: 0.001 }"
    "slice_terms { coverage_gap_weight: 1.5 coverage_threshold: 0.5 launch_weight_factor: 0.5 }"
    "eligibility { sensitive: SENSITIVE_HANDLING_PENALIZE sensitive_penalty: 0.5 }";

// Candidates of 6 slices with ties, keys, groups, missing signals and some that are excluded.
void Fill(ReviewBed& bed, uint64_t seed) {
  std::vector<v1::Candidate> candidates;
  for (uint64_t i = 0; i < 1500; ++i) {
    const auto below = [&](uint64_t n, uint64_t what) {
      return selection::Mix(seed, i * 16 + what) % n;
    };
    v1::Candidate& candidate = candidates.emplace_back(ReviewBed::Complete(absl::StrCat("c", i)));
    candidate.set_slice(absl::StrCat("s", below(6, 0)));
    (*candidate.mutable_attributes())["speaker"] =
        absl::StrCat("0123456789abc", 100 + below(300, 1));
    if (below(3, 2) > 0)
      (*candidate.mutable_attributes())["device"] = absl::StrCat("d", below(40, 3));
    candidate.set_sensitive(below(10, 4) == 0);
    if (below(4, 5) == 0) candidate.set_dup_group(absl::StrCat("g", below(100, 6)));
    if (below(9, 7) == 0) candidate.set_split(v1::SPLIT_TEST);
    if (below(5, 8) > 0) {
      v1::Signal& signal = *candidate.add_signals();
      signal.set_name("confidence");
      signal.set_value(static_cast<double>(below(20, 9)) / 20);
    }
    v1::Signal& signal = *candidate.add_signals();
    signal.set_name("daily_sessions");
    signal.set_value(static_cast<double>(below(2, 10) * below(5000, 11)));
  }
  for (std::size_t i = 0; i < candidates.size(); i += 500)
    bed.Upsert({candidates.begin() + static_cast<std::ptrdiff_t>(i),
                candidates.begin() + static_cast<std::ptrdiff_t>(i + 500)});
}

TEST(Replay, ReproducesBatchesOfEveryKindByteForByte) {
  uint64_t seed = 0;
  for (const std::string kind : {"WEIGHTED", "NEYMAN", "POWER", "EQUAL", "BY_SCORE"}) {
    for (const std::string rest :
         {"exploration { share: 0 } break_ties_by_id: true",
          "exploration { share: 0.3 floor: 0.5 size_knots { x: 0 y: 0 } size_knots { x: 3 y: 4 } } "
          "caps { attribute: 'speaker' per_batch: 2 } caps { attribute: 'device' per_slice: 1 } "
          "capacity { labeler_items: 150 }",
          "exploration { share: 1 } caps { attribute: 'device' per_batch: 1 }"}) {
      SCOPED_TRACE(absl::StrCat(kind, " ", rest, " seed ", ++seed));
      ReviewBed bed(absl::StrCat(kTerms, "allocation { kind: ALLOCATION_KIND_", kind, "} ", rest));
      Fill(bed, seed);
      for (const std::string request :
           {"max_items: 100", "max_items: 90 slices: 's1' slices: 's4'"}) {
        const Lines frame = ExportFrame(bed);
        const Lines batch = ExportBatch(bed, bed.Take(request).batch());
        ASSERT_GT(batch.size(), 20u);
        ASSERT_NO_FATAL_FAILURE(ExpectReproduced(frame, batch));
      }
    }
  }
}

class ReplayTest : public ::testing::Test {
 protected:
  ReplayTest() { Fill(bed_, 7); }

  ReviewBed bed_{absl::StrCat(kTerms, "exploration { share: 0.3 }")};
};

// Gold and anchor items are in no draw, also where they were withdrawn.
TEST(Replay, PassesOverControlItems) {
  ReviewBed bed(
      absl::StrCat(kTerms, "exploration { share: 0.3 } control { gold: 0.2 anchor: 0.2 }"));
  Fill(bed, 5);
  loop::testing::AddControl(bed, 5, 5);
  const Lines frame = ExportFrame(bed);
  const auto granted = bed.Take("max_items: 70");
  ASSERT_EQ(loop::testing::ItemsOf(bed, granted.batch(), true).size(), 10u);
  const auto reproduced = [&] {
    const ReplayResult result = DrawAgain(*Open(frame, 1), ExportBatch(bed, granted.batch()));
    EXPECT_EQ(result.items, 60u);
    EXPECT_EQ(result.differing_lines, 0u) << Shown(result);
  };
  reproduced();
  v1::Candidate moved = ReviewBed::Complete("g0");
  moved.set_consent_scope("unregistered");
  bed.Upsert({moved});
  reproduced();
}

TEST_F(ReplayTest, FindsAScoreThatWasChanged) {
  Lines frame = ExportFrame(bed_);
  const Lines batch = ExportBatch(bed_, bed_.Take("max_items: 50").batch());
  const std::string id = batch[1].substr(0, batch[1].find(",\"slice\"")).substr(15);
  const auto line = std::find_if(frame.begin() + 1, frame.end(), [&](const std::string& candidate) {
    return absl::StrContains(candidate, id);
  });
  ASSERT_NE(line, frame.end());
  *line = absl::StrReplaceAll(*line, {{"\"score_micros\":\"", "\"score_micros\":\"-"}});
  const ReplayResult result = DrawAgain(*Open(frame, 1), batch);
  EXPECT_GT(result.differing_lines, 0u);
  EXPECT_EQ(result.differences.front().line, 2u);
}

TEST_F(ReplayTest, FindsEveryByteOfABatchThatADrawDecides) {
  const std::unique_ptr<ExportedFrame> frame = Open(ExportFrame(bed_), 1);
  const Lines batch = ExportBatch(bed_, bed_.Take("max_items: 50").batch());
  for (const std::size_t number : {std::size_t{0}, std::size_t{1}, batch.size() - 1}) {
    for (std::size_t i = 0; i < batch[number].size(); ++i) {
      const std::size_t draw = batch[number].find(",\"source\":");
      const std::size_t labeling = batch[number].find(",\"required_labels\":");
      if (number > 0 && i >= draw && i < labeling) continue;
      // What a replay is asked for it takes as it stands.
      const auto is_after = [&](const char* name) { return i >= batch[0].find(name); };
      const bool decided = (is_after("\"selected\"") && !is_after("\"excluded\"")) ||
                           (is_after("\"quotas\"") && !is_after(",\"digest\""));
      if (number == 0 && !decided) continue;
      Lines changed = batch;
      changed[number][i] = changed[number][i] == '7' ? '8' : '7';
      selection::InlineExecutor executor;
      const auto result = Replay(*frame, changed, executor);
      ASSERT_TRUE(!result.ok() || result->differing_lines > 0) << number << " " << i;
    }
  }
}

TEST_F(ReplayTest, FindsLinesThatAreMissingOrTooMany) {
  const std::unique_ptr<ExportedFrame> frame = Open(ExportFrame(bed_), 1);
  Lines batch = ExportBatch(bed_, bed_.Take("max_items: 50").batch());
  batch.push_back(batch.back());
  EXPECT_EQ(DrawAgain(*frame, batch).differing_lines, 1u);
  batch.resize(batch.size() - 4);
  EXPECT_EQ(DrawAgain(*frame, batch).differing_lines, 3u);
}

TEST_F(ReplayTest, SaysThatTheFrameIsOfAnotherMoment) {
  const Lines frame = ExportFrame(bed_);
  bed_.Take("max_items: 10");
  const ReplayResult result =
      DrawAgain(*Open(frame, 1), ExportBatch(bed_, bed_.Take("max_items: 50").batch()));
  EXPECT_GT(result.differing_lines, 0u);
  EXPECT_THAT(result.notes, Not(IsEmpty()));
}

TEST_F(ReplayTest, TakesAWithdrawnItemByItsCandidate) {
  const std::unique_ptr<ExportedFrame> frame = Open(ExportFrame(bed_), 1);
  const v1::RequestBatchResponse batch = bed_.Take("max_items: 50");
  const std::string fourth = loop::testing::ItemsOf(bed_, batch.batch(), false)[3];
  v1::Candidate gone = ReviewBed::Complete(fourth);
  gone.set_consent_scope("nobody");
  bed_.Upsert({gone});
  const Lines lines = ExportBatch(bed_, batch.batch());
  ASSERT_TRUE(absl::StrContains(lines[4], "withdrawn"));
  EXPECT_EQ(DrawAgain(*frame, lines).differing_lines, 0u);
}

TEST_F(ReplayTest, RefusesLinesThatAreNoFrameOrBatch) {
  const Lines lines = ExportFrame(bed_);
  EXPECT_FALSE(ExportedFrame::Open("{}").ok());
  EXPECT_FALSE(ExportedFrame::Open(lines[1]).ok());
  EXPECT_FALSE(ExportedFrame::Open("no json").ok());
  auto frame = ExportedFrame::Open(lines[0]);
  ASSERT_TRUE(frame.ok()) << frame.status();
  EXPECT_FALSE((*frame)->CheckComplete().ok());
  EXPECT_TRUE((*frame)->Add(lines[1]).ok());
  EXPECT_FALSE((*frame)->Add(lines[1]).ok());
  EXPECT_FALSE((*frame)->Add("{").ok());
  EXPECT_FALSE((*frame)->Add("{\"candidate_id\":\"x\",\"slice\":\"elsewhere\"}").ok());
  selection::InlineExecutor executor;
  EXPECT_FALSE(Replay(**frame, {}, executor).ok());
  EXPECT_FALSE(Replay(**frame, {"{}"}, executor).ok());
  EXPECT_FALSE(Replay(**frame, {lines[0]}, executor).ok());
}

}  // namespace
}  // namespace winnow::simulation
