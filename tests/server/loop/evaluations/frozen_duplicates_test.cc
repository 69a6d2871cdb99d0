// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Duplicate groups that change while an evaluation is frozen (selection.md S6.2, S9.1): the sample
// stays what was drawn, and so do its probabilities and the members that its items stand for.
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/server/loop/evaluations/evaluation_bed.h"
#include "tests/testing/seed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::ElementsAreArray;

constexpr int kCandidates = 120;
constexpr int kGroups = 40;

// Candidate c{i} in a group; 0 is none.
v1::Candidate Member(int i, int group) {
  v1::Candidate candidate = EvaluationBed::Testable(i);
  if (group > 0) candidate.set_dup_group("g" + std::to_string(group));
  return candidate;
}

class FrozenDuplicates : public ::testing::Test {
 protected:
  FrozenDuplicates() {
    std::vector<v1::Candidate> candidates;
    for (int i = 0; i < kCandidates; ++i) candidates.push_back(Member(i, GroupOf(i)));
    bed_.Upsert(candidates);
  }

  // Some groups of up to three, and some candidates without one.
  static int GroupOf(int i) { return i % 4 == 3 ? 0 : 1 + i % kGroups; }

  // What was drawn: everything but what the candidates say themselves.
  std::vector<std::string> Drawn(int phase = 1) {
    std::vector<std::string> drawn;
    for (const v1::ManifestItem& item : bed_.Sample(phase)) drawn.push_back(item.DebugString());
    return drawn;
  }

  // Items that can be handed out, as manifests have them; gives them back.
  std::vector<std::string> HandOut() {
    const auto batch = bed_.Take();
    std::vector<std::string> handed;
    for (const v1::ManifestItem& item : bed_.ManifestOf(batch))
      handed.push_back(item.DebugString());
    v1::VerifyBatchRequest verify;
    verify.set_name(batch.batch());
    const auto verified = bed_.Call(&Loop::batches, &Batches::VerifyBatch, verify);
    EXPECT_TRUE(verified.ok()) << verified.status();
    EXPECT_EQ(verified->findings_size(), 0) << verified->DebugString();
    EXPECT_TRUE(bed_.OnLease(&Dispatch::CancelBatch, batch).ok());
    return handed;
  }

  EvaluationBed bed_;
};

TEST_F(FrozenDuplicates, ThatChangeLeaveTheSampleAsItWasDrawn) {
  const uint32_t seed = winnow::testing::Seed();
  SCOPED_TRACE("WINNOW_TEST_SEED=" + std::to_string(seed));
  std::mt19937 random(seed);
  ASSERT_TRUE(bed_.Create("budget: 30").ok());
  const std::vector<std::string> drawn = Drawn();
  const v1::EvaluationPhase phase = bed_.Evaluation().evaluation().phases(0);
  for (int round = 0; round < 6; ++round) {
    std::vector<v1::Candidate> changed;
    for (int i = 0; i < kCandidates; ++i) {
      // Into another group, a new one, or none.
      if (random() % 2 == 0) changed.push_back(Member(i, static_cast<int>(random() % 60)));
    }
    EXPECT_GT(bed_.Upsert(changed).updated(), 20u);
    if (round % 2 == 1) bed_.Restart();
    EXPECT_THAT(Drawn(), ElementsAreArray(drawn)) << "round " << round;
    EXPECT_THAT(HandOut(), ElementsAreArray(drawn)) << "round " << round;
    EXPECT_EQ(bed_.Evaluation().evaluation().phases(0).DebugString(), phase.DebugString());
    EXPECT_EQ(bed_.Evaluation().evaluation().total().pending(), 30u);
  }
}

// All of the sample in one group: as duplicates of each other they would keep each other out.
TEST_F(FrozenDuplicates, ThatFallTogetherAreHandedOutAndLabelledEach) {
  ASSERT_TRUE(bed_.Create("budget: 30").ok());
  const std::vector<std::string> drawn = Drawn();
  std::vector<v1::Candidate> changed;
  for (int i = 0; i < kCandidates; ++i) changed.push_back(Member(i, 99));
  bed_.Upsert(changed);
  EXPECT_THAT(HandOut(), ElementsAreArray(drawn));
  const auto batch = bed_.Take();
  ASSERT_EQ(batch.items_size(), 30);
  ASSERT_TRUE(bed_.Label(batch, {Ids(bed_.Sample()).front()}, 1).ok());
  ASSERT_TRUE(bed_.OnLease(&Dispatch::CancelBatch, batch).ok());
  EXPECT_THAT(HandOut(), ElementsAreArray(drawn.begin() + 1, drawn.end()));
  EXPECT_THAT(Drawn(), ElementsAreArray(drawn));
}

// A phase draws one candidate of a group as it is now, and none of a group that the sample has.
TEST_F(FrozenDuplicates, AreNotDrawnAgainInALaterPhase) {
  ASSERT_TRUE(bed_.Create("budget: 5").ok());
  const std::vector<std::string> drawn = Drawn();
  const auto group_now = [](int i) { return i % 3 == 0 ? 0 : 100 + i % 17; };
  std::vector<v1::Candidate> changed;
  for (int i = 0; i < kCandidates; ++i) changed.push_back(Member(i, group_now(i)));
  for (int i = kCandidates; i < kCandidates + 20; ++i) changed.push_back(Member(i, 0));
  bed_.Upsert(changed);
  ASSERT_TRUE(bed_.Extend("items: 1000").ok());
  EXPECT_THAT(Drawn(), ElementsAreArray(drawn));
  std::set<int> groups;
  std::set<int> sampled;
  for (const std::string& id : Ids(bed_.Sample(1))) {
    sampled.insert(std::stoi(id.substr(1)));
    groups.insert(group_now(std::stoi(id.substr(1))));
  }
  const auto second = bed_.Sample(2);
  EXPECT_GT(second.size(), 20u);
  for (const v1::ManifestItem& item : second) {
    const int number = std::stoi(item.candidate_id().substr(1));
    EXPECT_EQ(sampled.count(number), 0u) << number;
    EXPECT_LT(number, kCandidates) << "came after the freeze";
    if (group_now(number) == 0) continue;
    EXPECT_TRUE(groups.insert(group_now(number)).second) << "group " << group_now(number);
  }
}

}  // namespace
}  // namespace winnow::loop::testing
