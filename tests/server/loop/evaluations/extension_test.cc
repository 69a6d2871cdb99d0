// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What the frozen frame of an evaluation holds, and what its later phases draw from (selection.md
// S9.1).
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <random>
#include <set>

#include "gmock/gmock.h"
#include "tests/server/loop/evaluations/evaluation_bed.h"
#include "tests/testing/seed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::UnorderedElementsAreArray;

using Names = std::set<std::string>;

template <typename Items>
Names NamesOf(const Items& items) {
  const std::vector<std::string> ids = Ids(items);
  return {ids.begin(), ids.end()};
}

Names Less(const Names& a, const Names& b) {
  Names rest;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(rest, rest.end()));
  return rest;
}

// Changes some of the first `end` candidates in every way in which metadata and signals can, and
// adds those that are not there yet.
void Shake(EvaluationBed& bed, int end, std::mt19937& random) {
  std::vector<v1::Candidate> changed;
  for (int i = 0; i < end; ++i) {
    if (random() % 3 != 0) continue;
    v1::Candidate candidate = EvaluationBed::Testable(i);
    candidate.set_sensitive(random() % 3 == 0);
    candidate.mutable_signals(0)->set_value(static_cast<double>(random() % 10));
    candidate.mutable_signals(0)->mutable_compute_time()->set_seconds(2);
    if (random() % 4 == 0) candidate.set_slice("s" + std::to_string(random() % 5));
    changed.push_back(candidate);
  }
  bed.Upsert(changed);
}

// Those of the first 120 candidates that a draw may see.
Names Eligible(EvaluationBed& bed) {
  Names names;
  for (int i = 0; i < 120; ++i) {
    const std::string id = "c" + std::to_string(i);
    if (bed.Get(id).exclusion() == v1::EXCLUSION_REASON_UNSPECIFIED) names.insert(id);
  }
  return names;
}

// The oracle remembers who was in the frame at the freeze; a phase as large as what is left takes
// all of it, so that the sets can be compared.
TEST(Extension, DrawsFromTheFrozenMembersThatAreLeftAndFromNobodyElse) {
  const uint32_t first = winnow::testing::Seed();
  for (uint32_t seed = first; seed < first + 12; ++seed) {
    SCOPED_TRACE("WINNOW_TEST_SEED=" + std::to_string(seed));
    std::mt19937 random(seed);
    EvaluationBed bed;
    bed.AddTestable(0, 120);
    Shake(bed, 120, random);
    const auto earlier = bed.Take("max_items: 10");
    const Names frozen = Eligible(bed);
    ASSERT_TRUE(bed.Create("budget: 20").ok());
    const Names sampled = NamesOf(bed.Sample());
    EXPECT_EQ(Less(sampled, frozen), Names{});
    // What was leased at the freeze comes back and is outside.
    ASSERT_TRUE(bed.OnLease(&Dispatch::CancelBatch, earlier).ok());
    Shake(bed, 150, random);
    bed.AddTestable(150, 170);
    if (seed % 2 == 0) bed.Restart();

    Names left;
    for (const std::string& id : Less(frozen, sampled)) {
      if (!bed.Get(id).candidate().sensitive()) left.insert(id);
    }
    const auto extended = bed.Extend("items: 1000");
    ASSERT_TRUE(extended.ok()) << extended.status();
    EXPECT_EQ(NamesOf(bed.Sample(2)), left);
    for (const v1::ManifestItem& item : bed.Sample(2)) {
      EXPECT_EQ(item.inclusion_probability(), 1) << item.candidate_id();
      EXPECT_EQ(item.evaluation_phase(), 2u);
    }
    const v1::EvaluationPhase& phase = extended->evaluation().phases(1);
    EXPECT_EQ(phase.eligible(), left.size());
    EXPECT_EQ(phase.lost(), frozen.size() - sampled.size() - left.size());
    EXPECT_EQ(ReasonOf(bed.Extend("items: 1").status()), v1::ERROR_REASON_FRAME_EMPTY);
  }
}

TEST(Extension, IsHandedOutAfterThePhasesBefore) {
  EvaluationBed bed;
  bed.AddTestable(0, 300);
  ASSERT_TRUE(bed.Create("budget: 30").ok());
  const auto first = bed.Take("max_items: 20");
  ASSERT_TRUE(bed.Extend("items: 15").ok());
  bed.Restart();
  std::vector<std::string> order = Ids(bed.Sample(1));
  for (const std::string& id : Ids(bed.Sample(2))) order.push_back(id);
  EXPECT_EQ(order.size(), 45u);
  EXPECT_THAT(Ids(bed.Take().items()), UnorderedElementsAreArray(order.begin() + 20, order.end()));
  ASSERT_TRUE(bed.OnLease(&Dispatch::CancelBatch, first).ok());
  EXPECT_THAT(Ids(bed.Take().items()),
              UnorderedElementsAreArray(order.begin(), order.begin() + 20));
  const auto shown = bed.Evaluation().evaluation();
  EXPECT_EQ(shown.budget(), 45u);
  EXPECT_EQ(shown.total().leased(), 45u);
}

// S6.2: a group of duplicates is one unit of the frozen frame, whoever represents it.
TEST(Extension, TakesAGroupOfDuplicatesOnceAndWithItsFrozenMembers) {
  EvaluationBed bed;
  std::vector<v1::Candidate> candidates;
  const auto member = [](int i, int group) {
    v1::Candidate candidate = EvaluationBed::Testable(i);
    candidate.set_slice("s0");
    candidate.set_dup_group("g" + std::to_string(group));
    return candidate;
  };
  for (int i = 0; i < 120; ++i) candidates.push_back(member(i, i % 40));
  bed.Upsert(candidates);
  ASSERT_TRUE(bed.Create("budget: 15").ok());
  // Each group gets a member that came too late.
  candidates.clear();
  for (int i = 120; i < 160; ++i) candidates.push_back(member(i, i % 40));
  bed.Upsert(candidates);
  bed.Restart();
  ASSERT_TRUE(bed.Extend("items: 1000").ok());
  std::set<int> groups;
  for (const int phase : {1, 2}) {
    for (const v1::ManifestItem& item : bed.Sample(phase)) {
      const int number = std::stoi(item.candidate_id().substr(1));
      EXPECT_LT(number, 120);
      EXPECT_TRUE(groups.insert(number % 40).second) << "group " << number % 40;
      EXPECT_EQ(item.group_members(), 3u);
    }
  }
  EXPECT_EQ(groups.size(), 40u);
  ASSERT_TRUE(bed.Close().ok());
  const auto drawn = bed.Take();
  EXPECT_EQ(drawn.items_size(), 40);
  for (const v1::ManifestItem& item : bed.ManifestOf(drawn)) EXPECT_EQ(item.group_members(), 4u);
}

TEST(Extension, LeavesOutSlicesThatHadNoLaunchRelevanceAtTheFreeze) {
  EvaluationBed bed;
  bed.AddTestable(0, 90);
  const auto weigh = [&](double weight) {
    auto request = Text<v1::UpdateSliceRequest>(
        "slice { name: 'queues/q/slices/s1' } update_mask { paths: 'launch_weight' }");
    request.mutable_slice()->set_launch_weight(weight);
    ASSERT_TRUE(bed.Call(&Loop::queues, &Queues::UpdateSlice, request).ok());
  };
  weigh(0);
  ASSERT_TRUE(bed.Create("budget: 10").ok());
  weigh(1);
  ASSERT_TRUE(bed.Extend("items: 1000").ok());
  for (const int phase : {1, 2}) {
    for (const v1::ManifestItem& item : bed.Sample(phase)) EXPECT_NE(item.slice(), "s1");
  }
  EXPECT_EQ(bed.Evaluation().evaluation().total().sampled(), 60u);
}

TEST(Extension, IsRefusedBeyondTheBoundsOfAnEvaluation) {
  EvaluationBed bed;
  bed.AddTestable(0, 300);
  ASSERT_TRUE(bed.Create("budget: 1").ok());
  EXPECT_EQ(ReasonOf(bed.Extend("items: 100000").status()), v1::ERROR_REASON_FIELD_INVALID);
  for (int phase = 2; phase <= 100; ++phase) ASSERT_TRUE(bed.Extend("items: 1").ok()) << phase;
  EXPECT_EQ(ReasonOf(bed.Extend("items: 1").status()), v1::ERROR_REASON_FIELD_INVALID);
}

// T_k = y of the items before + sum of y / pi of phase k estimates the total of the frozen frame
// without bias, though sizes change between the phases.
TEST(Extension, EachPhaseEstimatesTheTotalWithoutBias) {
  constexpr int kCandidates = 120;
  constexpr int kRounds = 500;
  EvaluationBed bed;
  bed.AddTestable(0, kCandidates);
  const auto y = [](const v1::ManifestItem& item) {
    const int i = std::stoi(item.candidate_id().substr(1));
    return i / 3 % 10 + i % 7;
  };
  double truth = 0;
  for (int i = 0; i < kCandidates; ++i) truth += i / 3 % 10 + i % 7;
  double sum[2] = {};
  double squares[2] = {};
  for (int round = 1; round <= kRounds; ++round) {
    ASSERT_TRUE(bed.Create("budget: 12").ok());
    std::vector<v1::Candidate> changed;
    for (int i = round % 5; i < kCandidates; i += 5) {
      changed.push_back(EvaluationBed::Testable(i));
      changed.back().mutable_signals(0)->set_value((i + round) % 10);
      changed.back().mutable_signals(0)->mutable_compute_time()->set_seconds(round + 1);
    }
    bed.Upsert(changed);
    const std::string name = "name: 'queues/q/evaluations/" + std::to_string(round) + "' ";
    ASSERT_TRUE(bed.Extend(name + "items: 15").ok());
    double before = 0;
    for (const int phase : {1, 2}) {
      double total = before;
      for (const v1::ManifestItem& item : bed.Sample(phase, round)) {
        total += y(item) / item.inclusion_probability();
        before += y(item);
      }
      sum[phase - 1] += total;
      squares[phase - 1] += total * total;
    }
    ASSERT_TRUE(bed.Close(round).ok());
  }
  for (const int k : {0, 1}) {
    const double mean = sum[k] / kRounds;
    const double error = std::sqrt((squares[k] / kRounds - mean * mean) / kRounds);
    std::printf("T_%d: mean %.1f, truth %.1f, standard error %.2f\n", k + 1, mean, truth, error);
    EXPECT_NEAR(mean, truth, 4 * error);
    EXPECT_LT(error, 0.02 * truth);
  }
}

}  // namespace
}  // namespace winnow::loop::testing
