// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
// Rules about examples and data sets.
#include "server/release/gate/example_rules.h"

#include <gtest/gtest.h>

#include "server/release/gate/dataset_rules.h"
#include "tests/server/release/gate/clean_facts.h"

namespace winnow::release {
namespace {

TEST(ExampleRules, NameTheFirstExamplesAndCountAll) {
  GateFacts facts = CleanFacts();
  facts.consent_revoked["datasets/calls/versions/7"] = ConcernOf(25);
  Findings findings;
  FindRevokedConsent(facts, findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].count(), 25u);
  ASSERT_EQ(findings[0].candidate_ids_size(), 10);
  EXPECT_EQ(findings[0].candidate_ids(0), "call-0");
  EXPECT_EQ(findings[0].candidate_ids(9), "call-9");
}

TEST(ExampleRules, NameNoMoreThanTenWhateverTheyAreGiven) {
  GateFacts facts = CleanFacts();
  Concern concern = ConcernOf(10);
  concern.candidate_ids.emplace_back("one-too-many");
  facts.unknown_source["datasets/calls/versions/7"] = concern;
  Findings findings;
  FindUnknownSource(facts, findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].candidate_ids_size(), 10);
}

TEST(ExampleRules, SayHowToLeaveExamplesOutOfAVersionAndOfAnEvaluation) {
  GateFacts facts = CleanFacts();
  facts.missing_consent[std::string(kDataset)] = ConcernOf(1);
  facts.missing_consent[std::string(kEvaluation)] = ConcernOf(1);
  Findings findings;
  FindMissingConsent(facts, findings);
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_NE(findings[0].message().find("freeze a version without them"), std::string::npos);
  EXPECT_NE(findings[1].message().find("draw an evaluation without them"), std::string::npos);
}

TEST(ExampleRules, AConcernOfNoExampleIsNone) {
  GateFacts facts = CleanFacts();
  for (Concerns* concerns :
       {&facts.unknown_source, &facts.missing_consent, &facts.consent_revoked,
        &facts.retention_expired, &facts.leaked, &facts.contaminated, &facts.unexplained_relabel}) {
    (*concerns)[std::string(kDataset)] = Concern();
  }
  Findings findings;
  for (const auto rule :
       {FindUnknownSource, FindMissingConsent, FindRevokedConsent, FindExpiredRetention,
        FindSplitLeakage, FindContamination, FindUnexplainedRelabel}) {
    rule(facts, findings);
  }
  EXPECT_EQ(LinesOf(findings), "");
}

TEST(DatasetRules, AnUnexplainedRelabelIsFoundByTheCountAlone) {
  GateFacts facts = CleanFacts();
  facts.relabels[0].set_unexplained(3);
  Findings findings;
  FindUnexplainedRelabel(facts, findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].subject(), kDataset);
  EXPECT_EQ(findings[0].count(), 3u);
}

TEST(DatasetRules, CountAndExamplesOfOneVersionAreOneFinding) {
  GateFacts facts = CleanFacts();
  facts.relabels[0].set_unexplained(30);
  facts.unexplained_relabel[std::string(kDataset)] = ConcernOf(2);
  Findings findings;
  FindUnexplainedRelabel(facts, findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].count(), 30u);
  EXPECT_EQ(findings[0].candidate_ids_size(), 2);
}

}  // namespace
}  // namespace winnow::release
