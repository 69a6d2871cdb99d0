// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// Decisions about real releases of which everything is labelled, about traffic by speakers, calls
// and sessions. Without the files the tests are skipped.
#include "tests/server/release/decision/census.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace winnow::release {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr double kPoint = 0.01;

std::optional<Census> LoadCensus(RealRelease release) {
  release.least_rows = 1;
  auto pool = LoadRelease(release);
  if (!pool) return std::nullopt;
  return Census(*std::move(pool));
}

// A slice of a launch population: enough rows to be asked about.
constexpr uint64_t kLaunchRows = 40;

std::vector<Rule> SliceRules(const Census& census, const std::string& prefix, double budget) {
  std::vector<Rule> rules;
  for (const std::string& slice : census.Slices(prefix, kLaunchRows)) {
    rules.push_back({slice, census.Of(slice), budget});
  }
  return rules;
}

class CensusDecision : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!LoadRelease(EarningsGoogleAmazon()) || !LoadRelease(AgentGoogleMulti()) ||
        !LoadRelease(AccentsTo("whisper_lg"))) {
      GTEST_SKIP() << "the files are not in " << RealReleaseFolder();
    }
  }
};

RealRelease NamesOf(RealRelease release) {
  release.errors_prefix = "name_";
  release.reference_words = release.incumbent_words = "n_name";
  return release;
}

// By speaker a point is enough to tell; by call, of which there are 24, no change at all is.
TEST_F(CensusDecision, NamesThatRegressBlockWhereTheAggregateDoesNot) {
  struct Case {
    std::string cluster;
    double budget;
  };
  for (const Case& c : {Case{"speaker_key", kPoint}, Case{"call_key", 0}}) {
    RealRelease release = EarningsGoogleAmazon();
    release.cluster = c.cluster;
    const ChangeEstimate names = LoadCensus(NamesOf(release))->Of("");
    const NamedDecision decision(
        {{"aggregate by " + c.cluster, LoadCensus(release)->Of(""), c.budget},
         {"names by " + c.cluster, names, c.budget}});
    EXPECT_NE(decision.Of("aggregate by " + c.cluster).verdict, Verdict::kBlock);
    const Finding& of_names = decision.Of("names by " + c.cluster);
    EXPECT_EQ(of_names.verdict, Verdict::kBlock);
    EXPECT_NEAR(names.change, 0.0412, 0.0005);
    EXPECT_NEAR(of_names.interval.lower, kPoint, kPoint / 2);
    EXPECT_NEAR(of_names.interval.upper, 7 * kPoint, kPoint);
  }
}

RealRelease AmazonMicrosoft(const std::string& policy) {
  RealRelease release = EarningsGoogleAmazon();
  release.incumbent = "amazon";
  release.candidate = "microsoft";
  release.committee = {};
  if (policy == "p1") {
    release.errors_prefix = "p1_";
    release.reference_words = release.incumbent_words = "n_p1";
  }
  return release;
}

TEST_F(CensusDecision, AnotherLabelPolicyTurnsTheSignSoThatTheTwoAreNotCompared) {
  const ChangeEstimate strict = LoadCensus(AmazonMicrosoft("p1"))->Of("");
  const ChangeEstimate lenient = LoadCensus(AmazonMicrosoft("p2"))->Of("");
  const NamedDecision by_p1({{"amazon to microsoft, p1", strict, 0}});
  const NamedDecision by_p2({{"amazon to microsoft, p2", lenient, 0}});
  EXPECT_EQ(by_p1.verdict(), Verdict::kBlock);
  EXPECT_EQ(by_p2.verdict(), Verdict::kPass);
}

TEST_F(CensusDecision, AnAgentThatIsBetterOverallIsBlockedByTheScenarioThatItBreaks) {
  RealRelease release = AgentGoogleMulti();
  release.slice = {"scenario"};
  const auto census = LoadCensus(release);
  std::vector<Rule> rules = SliceRules(*census, "", kPoint);
  rules.push_back({"aggregate", census->Of(""), kPoint});
  const NamedDecision decision(rules);
  EXPECT_EQ(decision.Of("aggregate").verdict, Verdict::kPass);
  EXPECT_LT(decision.Of("aggregate").interval.upper, 0) << "better";
  EXPECT_EQ(decision.verdict(), Verdict::kBlock);
  EXPECT_THAT(decision.Named(Verdict::kBlock), ElementsAre("general"));
}

std::vector<Rule> AccentRules(const Census& census) {
  std::vector<Rule> rules = SliceRules(census, "afrispeech200/", kPoint);
  rules.push_back({"AfriSpeech", census.Of("afrispeech200/"), kPoint});
  rules.push_back({"LibriSpeech", census.Of("librispeech_test_clean/"), kPoint});
  return rules;
}

TEST_F(CensusDecision, AFineTuningIsBlockedByTheAccentsThatItLoses) {
  const NamedDecision decision(AccentRules(*LoadCensus(AccentsTo("whisper_md_all"))));
  EXPECT_EQ(decision.Of("AfriSpeech").verdict, Verdict::kPass);
  EXPECT_LT(decision.Of("AfriSpeech").interval.upper, 0) << "better";
  EXPECT_EQ(decision.verdict(), Verdict::kBlock);
  EXPECT_THAT(decision.Named(Verdict::kBlock),
              UnorderedElementsAre("afrispeech200/zulu", "LibriSpeech"));
  // Worse by themselves, if not by a point over a family of 18.
  for (const std::string accent : {"afrikaans", "setswana", "swahili"}) {
    EXPECT_GT(decision.Of("afrispeech200/" + accent).interval.lower, 0) << accent;
  }
}

TEST_F(CensusDecision, ALargerModelIsNotBlocked) {
  const NamedDecision decision(AccentRules(*LoadCensus(AccentsTo("whisper_lg"))));
  EXPECT_NE(decision.verdict(), Verdict::kBlock);
  EXPECT_EQ(decision.Of("AfriSpeech").verdict, Verdict::kPass);
}

}  // namespace
}  // namespace winnow::release
