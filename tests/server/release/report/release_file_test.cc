// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/release_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "server/release/report/release_tests.h"
#include "server/release/report/run_id.h"
#include "tests/server/release/report/sample_release.h"

namespace winnow::release {
namespace {

using ::nlohmann::json;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr v1::ReleaseFormat kFormats[] = {v1::RELEASE_FORMAT_UNSPECIFIED, v1::RELEASE_FORMAT_JSON,
                                          v1::RELEASE_FORMAT_HTML, v1::RELEASE_FORMAT_OPENLINEAGE,
                                          v1::RELEASE_FORMAT_IN_TOTO};

std::vector<std::string> NamesOf(const ReleaseFile& file, TestResult result) {
  std::vector<std::string> names;
  for (const ReleaseTest& test : TestsOf(file.release, *file.verdict)) {
    if (test.result == result) names.push_back(test.name);
  }
  return names;
}

TEST(RenderRelease, GivesTheSameBytesForTheSameInput) {
  for (const v1::ReleaseFormat format : kFormats) {
    const std::string first = RenderRelease(SampleRelease(), format);
    EXPECT_FALSE(first.empty());
    EXPECT_EQ(first.back(), '\n');
    for (int i = 0; i < 20; ++i) EXPECT_EQ(RenderRelease(SampleRelease(), format), first);
  }
}

TEST(RenderRelease, TakesUnspecifiedForJson) {
  EXPECT_EQ(RenderRelease(SampleRelease(), v1::RELEASE_FORMAT_UNSPECIFIED),
            RenderRelease(SampleRelease(), v1::RELEASE_FORMAT_JSON));
}

TEST(RenderRelease, HasNoStatementWithoutAVerdict) {
  EXPECT_FALSE(CanRender(BareRelease(), v1::RELEASE_FORMAT_IN_TOTO));
  EXPECT_EQ(RenderRelease(BareRelease(), v1::RELEASE_FORMAT_IN_TOTO), "");
  ReleaseFile file = SampleRelease();
  EXPECT_TRUE(CanRender(file, v1::RELEASE_FORMAT_IN_TOTO));
  file.verdict->set_digest("short");
  EXPECT_FALSE(CanRender(file, v1::RELEASE_FORMAT_IN_TOTO));
}

TEST(JsonReport, HasReleaseVerdictAndLineageUnderTheNamesOfTheProtos) {
  const ReleaseFile file = SampleRelease();
  const json report = json::parse(RenderRelease(file, v1::RELEASE_FORMAT_JSON));
  EXPECT_EQ(report["release"]["candidate_release"], "asr-2026.02");
  EXPECT_EQ(report["verdict"]["verdict"], "VERDICT_BLOCK");
  EXPECT_EQ(report["verdict"]["comparisons"].size(), 14u);
  EXPECT_EQ(report["lineage"].size(), file.lineage.size());
  EXPECT_EQ(report["lineage"][0]["details"]["consent_scope"], "research");
  EXPECT_TRUE(
      json::parse(RenderRelease(BareRelease(), v1::RELEASE_FORMAT_JSON))["verdict"].is_null());
}

TEST(JsonReport, SaysThatItLeavesStepsOut) {
  ReleaseFile file = SampleRelease();
  EXPECT_FALSE(json::parse(RenderRelease(file, v1::RELEASE_FORMAT_JSON)).contains("lineage_cut"));
  file.is_lineage_cut = true;
  EXPECT_EQ(json::parse(RenderRelease(file, v1::RELEASE_FORMAT_JSON))["lineage_cut"], true);
}

TEST(JsonReport, KeepsWhatPeopleWrite) {
  const ReleaseFile file = HostileRelease();
  const json report = json::parse(RenderRelease(file, v1::RELEASE_FORMAT_JSON));
  EXPECT_EQ(report["release"]["author"], file.release.author());
}

TEST(TestsOf, AVerdictIsPassedFailedOrWarned) {
  const ReleaseFile file = SampleRelease();
  EXPECT_THAT(NamesOf(file, TestResult::kPassed), Contains("comparison/wer"));
  EXPECT_THAT(NamesOf(file, TestResult::kFailed), Contains("comparison/wer/healthcare-clinics"));
  EXPECT_THAT(NamesOf(file, TestResult::kWarned), Contains("comparison/wer/accent-zulu"));
}

TEST(TestsOf, WhatIsWaivedIsAWarning) {
  const std::vector<std::string> warned = NamesOf(SampleRelease(), TestResult::kWarned);
  EXPECT_THAT(warned, Contains("comparison/wer/music"));
  EXPECT_THAT(warned, Contains("rule/unexplained_relabel"));
}

v1::Finding& AddTo(v1::ReleaseVerdict& verdict, v1::FindingKind kind, const std::string& subject) {
  v1::Finding& finding = *verdict.add_findings();
  finding.set_kind(kind);
  finding.set_effect(kind == v1::FINDING_KIND_INSUFFICIENT_EVIDENCE ? v1::VERDICT_UNDECIDED
                                                                    : v1::VERDICT_BLOCK);
  finding.set_subject(subject);
  return finding;
}

TEST(TestsOf, AWaivedRegressionIsAWarningWhateverElseIsOpen) {
  ReleaseFile file = SampleRelease();
  file.verdict->mutable_comparisons(0)->set_verdict(v1::VERDICT_BLOCK);
  AddTo(*file.verdict, v1::FINDING_KIND_AGGREGATE_REGRESSION, "").set_waived(true);
  // The look is not complete.
  AddTo(*file.verdict, v1::FINDING_KIND_INSUFFICIENT_EVIDENCE, "");
  EXPECT_THAT(NamesOf(file, TestResult::kWarned), Contains("comparison/wer"));
  EXPECT_THAT(RenderRelease(file, v1::RELEASE_FORMAT_HTML),
              HasSubstr("<span class=\"word block\">BLOCK</span> (waived)</td><td class=\"figure\">"
                        "-1.20"));
}

TEST(TestsOf, SlicesWhoseFindingsAreNotListedAreThoseOfTheOthers) {
  ReleaseFile file = WideRelease(2'500);
  v1::ReleaseVerdict& verdict = *file.verdict;
  verdict.clear_findings();
  int listed = 0;
  for (const v1::Comparison& comparison : verdict.comparisons()) {
    if (comparison.verdict() != v1::VERDICT_BLOCK || ++listed > 200) continue;
    AddTo(verdict, v1::FINDING_KIND_SLICE_REGRESSION, comparison.slice()).set_waived(true);
  }
  ASSERT_EQ(listed, 250);
  v1::Finding& others = AddTo(verdict, v1::FINDING_KIND_SLICE_REGRESSION, "");
  others.set_count(50);
  EXPECT_THAT(NamesOf(file, TestResult::kFailed), SizeIs(51)) << "the rule, and what is not listed";
  others.set_waived(true);
  EXPECT_THAT(NamesOf(file, TestResult::kFailed), IsEmpty());
}

TEST(TestsOf, TheOthersAreNotTheFindingOfAllSlices) {
  ReleaseFile file = SampleRelease();
  v1::ReleaseVerdict& verdict = *file.verdict;
  verdict.clear_findings();
  verdict.mutable_comparisons(0)->set_verdict(v1::VERDICT_UNDECIDED);
  AddTo(verdict, v1::FINDING_KIND_INSUFFICIENT_EVIDENCE, "").set_waived(true);
  for (int i = 1; i < 200; ++i) {
    AddTo(verdict, v1::FINDING_KIND_INSUFFICIENT_EVIDENCE, absl::StrCat("slice-", i))
        .set_waived(true);
  }
  AddTo(verdict, v1::FINDING_KIND_INSUFFICIENT_EVIDENCE, "").set_count(3);
  EXPECT_TRUE(FindingIndex(verdict).IsWaived(verdict.comparisons(0)));
}

TEST(TestsOf, EachNameIsThereOnce) {
  const ReleaseFile file = WideRelease(500);
  std::set<std::string> names;
  for (const ReleaseTest& test : TestsOf(file.release, *file.verdict)) {
    EXPECT_TRUE(names.insert(test.name).second) << test.name;
  }
}

TEST(TestsOf, ARuleAboutACanaryIsThereOnceThereWasOne) {
  ReleaseFile file = SampleRelease();
  EXPECT_THAT(NamesOf(file, TestResult::kPassed), Not(Contains("rule/canary_volume")));
  file.release.mutable_rollouts(0)->set_stage(v1::ROLLOUT_STAGE_CANARY);
  EXPECT_THAT(NamesOf(file, TestResult::kPassed), Contains("rule/canary_volume"));
}

TEST(TestsOf, ANumberThatIsNotThereHasNotPassed) {
  EXPECT_THAT(NamesOf(SampleRelease(), TestResult::kWarned), Contains("number_guardrail/peak_mib"));
}

TEST(TestsOf, ANumberOfFreshnessThatDoesNotHoldHasNotPassed) {
  ReleaseFile file = SampleRelease();
  v1::NumberGuardrail& guardrail = *file.release.add_number_guardrails();
  guardrail.set_name("stale_share");
  guardrail.set_kind(v1::GUARDRAIL_KIND_FRESHNESS);
  v1::GuardrailNumber& number = *file.release.add_numbers();
  number.set_guardrail("stale_share");
  *number.mutable_submit_time() = file.verdict->create_time();
  EXPECT_THAT(NamesOf(file, TestResult::kPassed), Contains("number_guardrail/stale_share"));
  v1::Finding& finding = *file.verdict->add_findings();
  finding.set_kind(v1::FINDING_KIND_STALE_SOURCE);
  finding.set_effect(v1::VERDICT_BLOCK);
  finding.set_subject("stale_share");
  EXPECT_THAT(NamesOf(file, TestResult::kFailed), Contains("number_guardrail/stale_share"));
  // What came after the verdict it did not see.
  file.verdict->mutable_findings()->RemoveLast();
  number.mutable_submit_time()->set_seconds(file.verdict->create_time().seconds() + 1);
  EXPECT_THAT(NamesOf(file, TestResult::kWarned), Contains("number_guardrail/stale_share"));
}

TEST(OpenLineage, HasNoEventOfAStepWhoseTimeIsNotKnown) {
  ReleaseFile file = SampleRelease();
  file.lineage.clear();
  const std::string events = RenderRelease(file, v1::RELEASE_FORMAT_OPENLINEAGE);
  EXPECT_THAT(events, Not(HasSubstr("\"name\":\"create_dataset_version")));
  EXPECT_THAT(events, HasSubstr("\"name\":\"evaluate_gates/releases/spring\""));
}

TEST(OpenLineage, NamesNoExampleAsADataset) {
  ReleaseFile file = SampleRelease();
  file.lineage[0].set_parent("queues/earnings/candidates/c1");
  EXPECT_THAT(RenderRelease(file, v1::RELEASE_FORMAT_OPENLINEAGE), Not(HasSubstr("/candidates/")));
}

TEST(OpenLineage, ARuleWithFindingsElsewhereSaysNothingOfAVersion) {
  ReleaseFile file = SampleRelease();
  file.verdict->mutable_findings(0)->set_kind(v1::FINDING_KIND_MISSING_CONSENT);
  file.verdict->mutable_findings(0)->set_subject("research");
  const std::vector<std::string> lines =
      absl::StrSplit(RenderRelease(file, v1::RELEASE_FORMAT_OPENLINEAGE), '\n', absl::SkipEmpty());
  EXPECT_THAT(lines.back(), HasSubstr("\"assertion\":\"split_leakage\",\"success\":true"));
  EXPECT_THAT(lines.back(), Not(HasSubstr("\"assertion\":\"missing_consent\"")));
}

TEST(RunId, IsFrozen) {
  EXPECT_EQ(RunId("datasets/train/versions/7", SampleDigest(7)),
            "8984fbdd-589a-8a45-bb47-6836349ab22a");
}

TEST(RunId, DiffersByNameAndByDigest) {
  std::set<std::string> ids;
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_TRUE(
        ids.insert(RunId(absl::StrCat("datasets/train/versions/", i), SampleDigest(1))).second);
    EXPECT_TRUE(ids.insert(RunId("datasets/train/versions/1", SampleDigest(2 + i))).second);
  }
}

}  // namespace
}  // namespace winnow::release
