// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/gate/gate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/release/gate/waivers.h"
#include "tests/server/release/gate/clean_facts.h"
#include "tests/server/release/gate/faults.h"
#include "tests/testing/seed.h"

namespace winnow::release {
namespace {

constexpr int kTrials = 500;

// The worse, the larger.
int Rank(v1::Verdict verdict) {
  return verdict == v1::VERDICT_BLOCK ? 2 : verdict == v1::VERDICT_UNDECIDED ? 1 : 0;
}

std::string BytesOf(const Findings& findings) {
  std::string bytes;
  for (const v1::Finding& finding : findings) {
    absl::StrAppend(&bytes, finding.ShortDebugString(), "\n");
  }
  return bytes;
}

template <typename Messages>
void Shuffle(Messages& messages, std::mt19937& random) {
  for (int i = static_cast<int>(messages.size()) - 1; i > 0; --i) {
    std::swap(messages[i], messages[static_cast<int>(random() % static_cast<unsigned>(i + 1))]);
  }
}

// Everything that has no order of its own: not the rollouts, whose order is that of time.
void ShuffleFacts(GateFacts& facts, std::mt19937& random) {
  Shuffle(facts.comparisons, random);
  Shuffle(facts.relabels, random);
  Shuffle(*facts.release.mutable_slices(), random);
  Shuffle(*facts.release.mutable_rate_guardrails(), random);
  Shuffle(*facts.release.mutable_number_guardrails(), random);
  Shuffle(*facts.release.mutable_waivers(), random);
  Shuffle(*facts.release.mutable_canary()->mutable_triggers(), random);
  Shuffle(*facts.release.mutable_canary()->mutable_slices_at_risk(), random);
  for (v1::Rollout& rollout : *facts.release.mutable_rollouts()) {
    Shuffle(*rollout.mutable_telemetry(), random);
    Shuffle(*rollout.mutable_slices(), random);
  }
}

// Some of the faults, in any order.
std::vector<Fault> SomeFaults(std::mt19937& random) {
  std::vector<Fault> faults = Faults();
  std::shuffle(faults.begin(), faults.end(), random);
  faults.resize(random() % (faults.size() + 1));
  return faults;
}

TEST(Gate, FaultsAddUpAndNoneMakesAVerdictBetter) {
  const uint32_t seed = testing::Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  std::mt19937 random(seed);
  for (int trial = 0; trial < kTrials; ++trial) {
    GateFacts facts = CleanFacts();
    std::set<std::tuple<int, std::string>> expected;
    int rank = 0;
    for (const Fault& fault : SomeFaults(random)) {
      fault.plant(facts);
      expected.emplace(fault.kind, fault.subject);
      const Findings findings = FindingsOf(facts);
      std::set<std::tuple<int, std::string>> found;
      for (const v1::Finding& finding : findings) found.emplace(finding.kind(), finding.subject());
      ASSERT_EQ(found, expected) << LinesOf(findings);
      ASSERT_GE(Rank(VerdictOf(findings)), rank);
      rank = Rank(VerdictOf(findings));
    }
  }
}

TEST(Gate, TheOrderOfFactsDoesNotMatter) {
  const uint32_t seed = testing::Seed();
  SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
  std::mt19937 random(seed);
  for (int trial = 0; trial < kTrials; ++trial) {
    GateFacts facts = CleanFacts();
    for (const Fault& fault : SomeFaults(random)) {
      fault.plant(facts);
      if (random() % 4 == 0) AddWaiver(fault.kind, fault.subject, facts);
    }
    GateFacts shuffled = facts;
    ShuffleFacts(shuffled, random);
    ASSERT_EQ(BytesOf(FindingsOf(shuffled)), BytesOf(FindingsOf(facts)));
  }
}

TEST(Gate, FindingsAreInTheOrderOfTheirKinds) {
  GateFacts facts = CleanFacts();
  for (const Fault& fault : Faults()) fault.plant(facts);
  const Findings findings = FindingsOf(facts);
  EXPECT_EQ(findings.size(), Faults().size());
  EXPECT_TRUE(std::is_sorted(findings.begin(), findings.end(),
                             [](const auto& a, const auto& b) { return a.kind() < b.kind(); }));
}

TEST(Gate, WaiversOfEverythingLeaveWhatIsNeverWaived) {
  GateFacts facts = CleanFacts();
  for (const Fault& fault : Faults()) {
    fault.plant(facts);
    AddWaiver(fault.kind, "", facts);
  }
  for (const v1::Finding& finding : FindingsOf(facts)) {
    EXPECT_EQ(finding.waived(), IsWaivable(finding.kind())) << finding.ShortDebugString();
  }
  EXPECT_EQ(VerdictOf(FindingsOf(facts)), v1::VERDICT_BLOCK);
}

TEST(Gate, AWaivedBlockLeavesWhatIsNotDecided) {
  GateFacts facts = CleanFacts();
  facts.labeled["north"] = 0;
  facts.complete_items = 0;
  EXPECT_EQ(VerdictOf(FindingsOf(facts)), v1::VERDICT_BLOCK);
  AddWaiver(v1::FINDING_KIND_MISSING_SLICE_COVERAGE, "north", facts);
  EXPECT_EQ(VerdictOf(FindingsOf(facts)), v1::VERDICT_UNDECIDED);
  AddWaiver(v1::FINDING_KIND_INSUFFICIENT_EVIDENCE, "", facts);
  EXPECT_EQ(VerdictOf(FindingsOf(facts)), v1::VERDICT_PASS);
}

TEST(Gate, AWaiverOfASubjectLeavesTheOthers) {
  GateFacts facts = CleanFacts();
  facts.labeled.clear();
  AddWaiver(v1::FINDING_KIND_MISSING_SLICE_COVERAGE, "north", facts);
  EXPECT_EQ(LinesOf(FindingsOf(facts)),
            "MISSING_SLICE_COVERAGE north BLOCK waived\nMISSING_SLICE_COVERAGE south BLOCK\n");
}

TEST(Waivers, OneWithoutAnEndHasEnded) {
  GateFacts facts = CleanFacts();
  facts.labeled["north"] = 0;
  AddWaiver(v1::FINDING_KIND_MISSING_SLICE_COVERAGE, "", facts).clear_expire_time();
  EXPECT_EQ(VerdictOf(FindingsOf(facts)), v1::VERDICT_BLOCK);
}

TEST(Waivers, AreTakenBackWhereTheyEnded) {
  GateFacts facts = CleanFacts();
  facts.labeled["north"] = 0;
  AddWaiver(v1::FINDING_KIND_MISSING_SLICE_COVERAGE, "", facts);
  Findings findings = FindingsOf(facts);
  EXPECT_EQ(VerdictOf(findings), v1::VERDICT_PASS);
  ApplyWaivers(facts.release.waivers(), Noon() + absl::Hours(2), findings);
  EXPECT_EQ(VerdictOf(findings), v1::VERDICT_BLOCK);
}

TEST(Verdict, IsTheWorstOfWhatIsNotWaived) {
  EXPECT_EQ(VerdictOf({}), v1::VERDICT_PASS);
  v1::Finding undecided;
  undecided.set_effect(v1::VERDICT_UNDECIDED);
  v1::Finding block;
  block.set_effect(v1::VERDICT_BLOCK);
  EXPECT_EQ(VerdictOf({undecided}), v1::VERDICT_UNDECIDED);
  EXPECT_EQ(VerdictOf({undecided, block}), v1::VERDICT_BLOCK);
  block.set_waived(true);
  EXPECT_EQ(VerdictOf({undecided, block}), v1::VERDICT_UNDECIDED);
  EXPECT_EQ(VerdictOf({block}), v1::VERDICT_PASS);
  // Whatever has no effect that is known keeps a release from passing.
  EXPECT_EQ(VerdictOf({v1::Finding()}), v1::VERDICT_UNDECIDED);
}

TEST(GateFindings, AreListedUpToABoundOfEachKind) {
  Findings findings;
  for (int i = 0; i < 500; ++i) {
    v1::Finding& finding =
        AddFinding(v1::FINDING_KIND_SLICE_REGRESSION, absl::StrCat("s", 1000 + i), findings);
    finding.set_waived(i < 400);
  }
  AddFinding(v1::FINDING_KIND_VENDOR_MISMATCH, "", findings);
  const Findings kept = FirstOfEachKind(findings);
  ASSERT_EQ(kept.size(), 202u);
  EXPECT_EQ(kept[0].subject(), "s1400") << "what counts comes first";
  EXPECT_FALSE(kept[99].waived());
  EXPECT_TRUE(kept[100].waived());
  EXPECT_EQ(kept[200].count(), 300u) << "the others";
  EXPECT_EQ(kept[201].kind(), v1::FINDING_KIND_VENDOR_MISMATCH);
  EXPECT_EQ(VerdictOf(kept), VerdictOf(findings));
}

}  // namespace
}  // namespace winnow::release
