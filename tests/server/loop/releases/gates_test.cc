// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a gate says about releases, from candidates to the verdict (governance.md G4).
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/server/loop/releases/release_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Of everything, labeled.
class GatesTest : public ::testing::Test {
 protected:
  void SetUp() override { bed_.Evaluate(); }

  v1::ReleaseVerdict Verdict() {
    const auto verdict = bed_.Gate();
    EXPECT_TRUE(verdict.ok()) << verdict.status();
    return verdict.ok() ? *verdict : v1::ReleaseVerdict();
  }

  // The next revision of the rubric, as labels and outcomes name it.
  std::string StricterRubric() {
    const auto created = bed_.Call(
        &Loop::rubrics, &Rubrics::CreateRubricRevision,
        Text<v1::CreateRubricRevisionRequest>(
            "rubric_id: 'asr' rubric { label_use: LABEL_USE_REFERENCE criteria { name: "
            "'word_errors' stage: STAGE_LINGUISTIC score { max: 1000 } required: true end_to_end: "
            "true } measures { name: 'word_error_rate' stage: STAGE_LINGUISTIC errors: "
            "'word_errors' units: 'words' end_to_end: true } }"));
    EXPECT_TRUE(created.ok()) << created.status();
    return created->rubric_revision().name().substr(std::string("rubrics/").size());
  }

  ReleaseBed bed_;
};

TEST_F(GatesTest, PassWhatIsBetterEverywhere) {
  ASSERT_TRUE(bed_.CreateRelease().ok());
  ASSERT_TRUE(bed_.Submit(Better).ok());
  const v1::ReleaseVerdict verdict = Verdict();
  EXPECT_EQ(verdict.verdict(), v1::VERDICT_PASS) << verdict.DebugString();
  EXPECT_THAT(verdict.findings(), IsEmpty());
  EXPECT_EQ(verdict.name(), "releases/r/verdicts/1");
  EXPECT_EQ(verdict.items(), 120u);
  EXPECT_EQ(verdict.complete_items(), 120u);
  EXPECT_EQ(verdict.look(), 1u);
  // c0, c2, ... are in s0 and lose one error, c1, c3, ... in s1 two, of ten words.
  EXPECT_NEAR(ComparisonOf(verdict, "s0").change(), -0.1, 1e-9);
  EXPECT_NEAR(ComparisonOf(verdict, "s1").change(), -0.2, 1e-9);
  EXPECT_NEAR(ComparisonOf(verdict, "").change(), -0.15, 1e-9);
  EXPECT_EQ(ComparisonOf(verdict, "s0").labeled(), 60u);
}

TEST_F(GatesTest, BlockForOneSliceThoughAllTogetherAreBetter) {
  ASSERT_TRUE(bed_.CreateRelease().ok());
  ASSERT_TRUE(bed_.Submit([](int i) {
                    return i % 2 == 0 ? Errors{3, 0} : Errors{1, 2.0 + i % 4 / 2};
                  })
                  .ok());
  const v1::ReleaseVerdict verdict = Verdict();
  EXPECT_EQ(verdict.verdict(), v1::VERDICT_BLOCK);
  EXPECT_THAT(KindsOf(verdict), ElementsAre(v1::FINDING_KIND_SLICE_REGRESSION));
  EXPECT_EQ(verdict.findings(0).subject(), "s1");
  EXPECT_EQ(ComparisonOf(verdict, "").verdict(), v1::VERDICT_PASS);
  EXPECT_EQ(ComparisonOf(verdict, "s0").verdict(), v1::VERDICT_PASS);
  EXPECT_THAT(verdict.marked_slices(), ElementsAre("s1"));
}

TEST_F(GatesTest, AreUndecidedWithoutOutcomesAndSayWhatIsMissing) {
  ASSERT_TRUE(bed_.CreateRelease().ok());
  v1::ReleaseVerdict verdict = Verdict();
  EXPECT_EQ(verdict.verdict(), v1::VERDICT_UNDECIDED);
  EXPECT_THAT(KindsOf(verdict), ElementsAre(v1::FINDING_KIND_INSUFFICIENT_EVIDENCE));
  EXPECT_EQ(verdict.complete_items(), 0u);
  EXPECT_THAT(verdict.marked_slices(), IsEmpty());
}

TEST_F(GatesTest, NeverCompareTwoLabelPoliciesAndSayWhatThePolicyAloneDoes) {
  ASSERT_TRUE(bed_.CreateRelease().ok());
  const std::string other = StricterRubric();
  // The candidate under the other policy alone.
  ASSERT_TRUE(bed_.Submit(Better,
                          [&](int, v1::Outcome& outcome) {
                            if (outcome.model_release() == "b") outcome.set_rubric(other);
                          })
                  .ok());
  v1::ReleaseVerdict verdict = Verdict();
  EXPECT_EQ(verdict.verdict(), v1::VERDICT_BLOCK);
  EXPECT_THAT(KindsOf(verdict), Contains(v1::FINDING_KIND_RUBRIC_MISMATCH));
  EXPECT_EQ(verdict.findings(0).count(), 120u);
  EXPECT_THAT(KindsOf(verdict), Not(Contains(v1::FINDING_KIND_SLICE_REGRESSION)));
  // The baseline under both: what the policy does to it is no change of the model.
  ASSERT_TRUE(bed_.Submit(
                      [](int) {
                        return Errors{4, 4};
                      },
                      [&](int, v1::Outcome& outcome) {
                        outcome.set_rubric(outcome.model_release() == "a" ? other : "asr@1");
                      })
                  .ok());
  ASSERT_TRUE(bed_.Submit(Better).ok());
  verdict = Verdict();
  EXPECT_EQ(verdict.verdict(), v1::VERDICT_PASS) << verdict.DebugString();
  ASSERT_EQ(verdict.policy_effects_size(), 2);
  EXPECT_EQ(verdict.policy_effects(0).model_release(), "a");
  EXPECT_EQ(verdict.policy_effects(0).rubric_after(), other);
  EXPECT_EQ(verdict.policy_effects(0).items(), 120u);
  EXPECT_NEAR(verdict.policy_effects(0).change(), 0.4 - 0.25, 1e-9);
}

TEST_F(GatesTest, CountAnItemOnceThatHasBothOutcomesUnderAnotherPolicy) {
  ASSERT_TRUE(bed_.CreateRelease().ok());
  const std::string other = StricterRubric();
  ASSERT_TRUE(
      bed_.Submit(Better, [&](int, v1::Outcome& outcome) { outcome.set_rubric(other); }).ok());
  const v1::ReleaseVerdict verdict = Verdict();
  ASSERT_THAT(KindsOf(verdict), Contains(v1::FINDING_KIND_RUBRIC_MISMATCH));
  const v1::Finding& mismatch = verdict.findings(0);
  EXPECT_EQ(mismatch.count(), 120u);
  const std::set<std::string> ids(mismatch.candidate_ids().begin(), mismatch.candidate_ids().end());
  EXPECT_EQ(ids.size(), 10u);
}

TEST_F(GatesTest, NeverCompareTwoVendors) {
  ASSERT_TRUE(bed_.CreateRelease().ok());
  ASSERT_TRUE(bed_.Submit(Better,
                          [](int i, v1::Outcome& outcome) {
                            outcome.set_vendor(i == 7 && outcome.model_release() == "b" ? "v2"
                                                                                        : "v1");
                          })
                  .ok());
  const v1::ReleaseVerdict verdict = Verdict();
  EXPECT_EQ(verdict.verdict(), v1::VERDICT_BLOCK);
  ASSERT_THAT(KindsOf(verdict), Contains(v1::FINDING_KIND_VENDOR_MISMATCH));
  EXPECT_EQ(verdict.findings(0).count(), 1u);
  EXPECT_THAT(verdict.findings(0).candidate_ids(), ElementsAre("c7"));
  EXPECT_EQ(ComparisonOf(verdict, "s1").missing(), 1u);
}

TEST_F(GatesTest, HoldGuardrailsApartFromTheAggregate) {
  ASSERT_TRUE(bed_.CreateRelease("release { rate_guardrails { measure: 'name_error_rate' kind: "
                                 "GUARDRAIL_KIND_RARE_ENTITIES budget: 0.01 } number_guardrails { "
                                 "name: 'p95_latency_ms' kind: GUARDRAIL_KIND_LATENCY limit: 300 "
                                 "unit: 'ms' } }")
                  .ok());
  const auto with_names = [](int i, v1::Outcome& outcome) {
    if (i % 3 == 0) return;  // no names in it
    (*outcome.mutable_values())["name_words"] = 2;
    (*outcome.mutable_values())["name_errors"] = outcome.model_release() == "a" ? 0 : 1;
  };
  ASSERT_TRUE(bed_.Submit(Better, with_names).ok());
  v1::ReleaseVerdict verdict = Verdict();
  EXPECT_EQ(verdict.verdict(), v1::VERDICT_BLOCK);
  EXPECT_THAT(KindsOf(verdict),
              ElementsAre(v1::FINDING_KIND_GUARDRAIL, v1::FINDING_KIND_INSUFFICIENT_EVIDENCE))
      << "names are worse, and nobody said how long an answer takes";
  EXPECT_EQ(verdict.findings(0).subject(), "name_error_rate");
  EXPECT_EQ(verdict.findings(1).subject(), "p95_latency_ms");
  const auto number = [&](double value) {
    auto request = Text<v1::SubmitEvaluationRequest>(
        "release: 'releases/r' numbers { guardrail: 'p95_latency_ms' model_release: 'b' unit: "
        "'ms' }");
    request.mutable_numbers(0)->set_value(value);
    EXPECT_TRUE(bed_.Call(&Loop::releases, &Releases::SubmitEvaluation, request).ok());
  };
  ASSERT_TRUE(bed_.Submit(Better,
                          [](int, v1::Outcome& outcome) {
                            (*outcome.mutable_values())["name_words"] = 2;
                            (*outcome.mutable_values())["name_errors"] =
                                outcome.model_release() == "a" ? 1 : 0;
                          })
                  .ok());
  number(812);
  verdict = Verdict();
  ASSERT_THAT(KindsOf(verdict), ElementsAre(v1::FINDING_KIND_GUARDRAIL));
  EXPECT_EQ(verdict.findings(0).subject(), "p95_latency_ms");
  number(250);
  EXPECT_EQ(Verdict().verdict(), v1::VERDICT_PASS) << "the newest number counts";
}

TEST_F(GatesTest, AskForTheLabelsOfTheLaunchPopulation) {
  ASSERT_TRUE(bed_.CreateRelease("release { slices { slice: 's0' min_labels: 61 } }").ok());
  ASSERT_TRUE(bed_.Submit(Better).ok());
  const v1::ReleaseVerdict verdict = Verdict();
  EXPECT_EQ(verdict.verdict(), v1::VERDICT_BLOCK);
  ASSERT_THAT(KindsOf(verdict), ElementsAre(v1::FINDING_KIND_MISSING_SLICE_COVERAGE));
  EXPECT_EQ(verdict.findings(0).subject(), "s0");
  EXPECT_EQ(verdict.comparisons_size(), 2) << "all, and the slice that is launched";
}

TEST_F(GatesTest, FindTrainingDataThatKnowsTheExam) {
  bed_.Train(6, [](int i, v1::Candidate& candidate) {
    if (i == 0) candidate.set_candidate_id("c5");  // the very item
    if (i == 1) candidate.set_split_group("g6");   // of its group
    if (i == 2) candidate.set_split_group("g-other");
  });
  const std::string version = bed_.Freeze();
  ASSERT_TRUE(bed_.CreateRelease(absl::StrCat("release { datasets: '", version, "' }")).ok());
  ASSERT_TRUE(bed_.Submit(Better).ok());
  const v1::ReleaseVerdict verdict = Verdict();
  EXPECT_EQ(verdict.verdict(), v1::VERDICT_BLOCK);
  ASSERT_THAT(KindsOf(verdict),
              ElementsAre(v1::FINDING_KIND_SPLIT_LEAKAGE, v1::FINDING_KIND_EVAL_CONTAMINATION));
  EXPECT_THAT(verdict.findings(0).candidate_ids(), ElementsAre("t1"));
  EXPECT_THAT(verdict.findings(1).candidate_ids(), ElementsAre("c5"));
  EXPECT_EQ(verdict.findings(1).subject(), version);
}

TEST_F(GatesTest, FindRevokedConsentAndEndedRetentionInTrainingData) {
  bed_.Train(6, [](int i, v1::Candidate& candidate) {
    if (i == 3) candidate.set_subject("00000000000000aa");
    if (i == 4) candidate.mutable_retain_until()->set_seconds(1767225600 + 90000);
  });
  const std::string version = bed_.Freeze();
  ASSERT_TRUE(bed_.CreateRelease(absl::StrCat("release { datasets: '", version, "' }")).ok());
  ASSERT_TRUE(bed_.Submit(Better).ok());
  ASSERT_EQ(Verdict().verdict(), v1::VERDICT_PASS);
  const auto revoked = bed_.Call(&Loop::consent, &Consent::RevokeConsent,
                                 Text<v1::RevokeConsentRequest>("subject: '00000000000000aa'"));
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_THAT(revoked->releases(), ElementsAre("releases/r"));
  v1::ReleaseVerdict verdict = Verdict();
  ASSERT_THAT(KindsOf(verdict), ElementsAre(v1::FINDING_KIND_CONSENT_REVOKED));
  EXPECT_THAT(verdict.findings(0).candidate_ids(), ElementsAre("t3"));
  bed_.clock().Advance(absl::Hours(30));
  verdict = Verdict();
  ASSERT_THAT(KindsOf(verdict),
              ElementsAre(v1::FINDING_KIND_CONSENT_REVOKED, v1::FINDING_KIND_RETENTION_EXPIRED));
  EXPECT_THAT(verdict.findings(1).candidate_ids(), ElementsAre("t4"));
  EXPECT_EQ(ReasonOf(bed_.Waive("kind: FINDING_KIND_CONSENT_REVOKED").status()),
            v1::ERROR_REASON_WAIVER_DISALLOWED);
}

TEST_F(GatesTest, UseNothingOfItemsThatMayNotBeUsedAnyMore) {
  ASSERT_TRUE(bed_.CreateRelease().ok());
  ASSERT_TRUE(bed_.Submit(Better).ok());
  auto candidate = bed_.Testable(3);
  candidate.set_subject("00000000000000aa");
  bed_.Upsert({candidate});
  ASSERT_TRUE(bed_.Call(&Loop::consent, &Consent::RevokeConsent,
                        Text<v1::RevokeConsentRequest>("subject: '00000000000000aa'"))
                  .ok());
  const v1::ReleaseVerdict verdict = Verdict();
  EXPECT_EQ(ComparisonOf(verdict, "s1").missing(), 1u);
  EXPECT_EQ(ComparisonOf(verdict, "s1").labeled(), 59u);
  EXPECT_EQ(verdict.complete_items(), 120u);
}

TEST_F(GatesTest, LetAFindingBeWaivedByAnotherUntilATime) {
  ASSERT_TRUE(bed_.CreateRelease("release { slices { slice: 's0' min_labels: 61 } }").ok());
  ASSERT_TRUE(bed_.Submit(Better).ok());
  const std::string waiver = "kind: FINDING_KIND_MISSING_SLICE_COVERAGE subject: 's0'";
  EXPECT_EQ(ReasonOf(bed_.Waive(waiver, "local").status()), v1::ERROR_REASON_WAIVER_DISALLOWED)
      << "who created the release";
  EXPECT_EQ(
      DetailOf(bed_.Waive(waiver + " expire_time { seconds: 5 }").status()).violations[0].field,
      "waiver.expire_time");
  ASSERT_TRUE(bed_.Waive(waiver).ok());
  v1::ReleaseVerdict verdict = Verdict();
  EXPECT_EQ(verdict.verdict(), v1::VERDICT_PASS);
  ASSERT_EQ(verdict.findings_size(), 1);
  EXPECT_TRUE(verdict.findings(0).waived());
  bed_.Restart();
  EXPECT_EQ(bed_.Get()->release().waivers(0).approver(), "owner");
  bed_.clock().Advance(absl::Hours(25));
  EXPECT_EQ(Verdict().verdict(), v1::VERDICT_BLOCK) << "the waiver has ended";
}

TEST_F(GatesTest, ForgetOutcomesWhoseLabelsWereGivenUp) {
  ASSERT_TRUE(bed_.CreateRelease().ok());
  ASSERT_TRUE(bed_.Submit(Better).ok());
  ASSERT_EQ(Verdict().complete_items(), 120u);
  const auto given_up = bed_.Call(
      &Loop::dispatch, &Dispatch::RequeueItems,
      Text<v1::RequeueItemsRequest>("queue: 'queues/q' candidate_ids: 'c4' relabel_cause: "
                                    "RELABEL_CAUSE_CORRECTION"));
  ASSERT_TRUE(given_up.ok()) << given_up.status();
  v1::ReleaseVerdict verdict = Verdict();
  EXPECT_EQ(verdict.complete_items(), 119u);
  EXPECT_EQ(ComparisonOf(verdict, "s0").labeled(), 59u);
  EXPECT_EQ(verdict.verdict(), v1::VERDICT_UNDECIDED);
  bed_.clock().Advance(absl::Seconds(1));
  bed_.LabelEverything();
  EXPECT_EQ(Verdict().complete_items(), 119u) << "counted from the labels before";
  bed_.clock().Advance(absl::Seconds(1));
  ASSERT_TRUE(bed_.Submit(Better).ok());
  verdict = Verdict();
  EXPECT_EQ(verdict.complete_items(), 120u);
  EXPECT_EQ(verdict.verdict(), v1::VERDICT_PASS);
}

TEST_F(GatesTest, CountAnItemInTheSliceThatItIsInNow) {
  ASSERT_TRUE(bed_.CreateRelease().ok());
  ASSERT_TRUE(bed_.Submit(Better).ok());
  v1::Candidate moved = bed_.Testable(5);
  moved.set_slice("s0");
  bed_.Upsert({moved});
  const v1::ReleaseVerdict verdict = Verdict();
  EXPECT_EQ(ComparisonOf(verdict, "s0").labeled(), 61u);
  EXPECT_EQ(ComparisonOf(verdict, "s1").labeled(), 59u);
  // c5 lost two errors of ten words, the others of s0 one.
  EXPECT_NEAR(ComparisonOf(verdict, "s0").change(), -62.0 / 610, 1e-9);
}

TEST_F(GatesTest, TakeNoOutcomeThatLeavesTheDecisiveMeasureOut) {
  ASSERT_TRUE(bed_.CreateRelease().ok());
  const auto misspelt = bed_.Submit(Better, [](int, v1::Outcome& outcome) {
    if (outcome.model_release() == "a") return;
    (*outcome.mutable_values())["wrds"] = 10;
  });
  EXPECT_EQ(ReasonOf(misspelt.status()), v1::ERROR_REASON_FIELD_INVALID);
  const auto silent = bed_.Submit(Better, [](int, v1::Outcome& outcome) {
    if (outcome.model_release() == "b") outcome.mutable_values()->erase("words");
  });
  EXPECT_EQ(ReasonOf(silent.status()), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(bed_.Get()->release().outcomes(), 0u);
  // Names that one side alone has seen are not zero on the other.
  ASSERT_TRUE(bed_.Submit(Better,
                          [](int i, v1::Outcome& outcome) {
                            if (i == 9 && outcome.model_release() == "a") return;
                            (*outcome.mutable_values())["name_words"] = 1;
                            (*outcome.mutable_values())["name_errors"] = 0;
                          })
                  .ok());
  EXPECT_EQ(Verdict().verdict(), v1::VERDICT_PASS) << "no guardrail asks for names";
}

// Of a frame that is larger than the sample.
class SampledGateTest : public ::testing::Test {
 protected:
  static v1::ReleaseVerdict Judge(ReleaseBed& bed) {
    const auto verdict = bed.Gate();
    EXPECT_TRUE(verdict.ok()) << verdict.status();
    return verdict.ok() ? *verdict : v1::ReleaseVerdict();
  }
};

TEST_F(SampledGateTest, CountAGroupOfDuplicatesOnce) {
  // 200 items, of which each of the first 100 has a duplicate: one in three of a group is worse.
  ReleaseBed bed(1, 0);
  std::vector<v1::Candidate> candidates;
  for (int i = 0; i < 300; ++i) {
    v1::Candidate candidate = bed.Testable(i);
    if (i < 200) candidate.set_dup_group(absl::StrCat("d", i / 2));
    candidates.push_back(candidate);
  }
  bed.Upsert(candidates);
  bed.Evaluate("budget: 60");
  ASSERT_TRUE(bed.CreateRelease().ok());
  // Groups have an error more, items that stand alone none.
  ASSERT_TRUE(bed.Submit([](int i) { return Errors{1, i < 200 ? 2.0 : 1.0}; }).ok());
  const v1::Comparison all = ComparisonOf(Judge(bed), "");
  // 200 of 300 stand for one error of ten words.
  EXPECT_LT(all.frame_lower(), 200.0 / 3000);
  EXPECT_GT(all.frame_upper(), 200.0 / 3000);
  EXPECT_NEAR(all.change(), 200.0 / 3000, 0.02);
}

TEST_F(SampledGateTest, UseNoSignalThatKnowsOfTheDraw) {
  ReleaseBed bed(1, 400);
  bed.Evaluate("budget: 80");
  ASSERT_TRUE(bed.CreateRelease().ok());
  const auto errors = [](int i) { return Errors{1, 1.0 + i % 2}; };
  ASSERT_TRUE(bed.Submit(errors).ok());
  const v1::Comparison before = ComparisonOf(Judge(bed), "");
  EXPECT_NEAR(before.change(), 0.05, 0.02);
  // What would explain every label, of the drawn items alone.
  bed.clock().Advance(absl::Hours(1));
  v1::BatchPushSignalsRequest push;
  push.set_queue("queues/q");
  for (const std::string& id : bed.sampled()) {
    v1::SignalRow& row = *push.add_rows();
    row.set_candidate_id(id);
    v1::Signal& signal = *row.add_signals();
    signal.set_name("expected_change");
    signal.set_baseline_release("a");
    signal.set_candidate_release("b");
    signal.set_value(std::stoi(id.substr(1)) % 2);
  }
  ASSERT_TRUE(bed.Call(&Loop::ingest, &Ingest::BatchPushSignals, push).ok());
  EXPECT_NEAR(ComparisonOf(Judge(bed), "").change(), before.change(), 1e-9);
}

TEST_F(SampledGateTest, TakeNoMoreLooksThanWereDeclared) {
  ReleaseBed bed(1, 400);
  bed.Evaluate("budget: 80 looks: 1");
  ASSERT_TRUE(bed.CreateRelease().ok());
  ASSERT_TRUE(bed.Submit(Better).ok());
  EXPECT_EQ(Judge(bed).verdict(), v1::VERDICT_PASS);
  EXPECT_EQ(Judge(bed).verdict(), v1::VERDICT_PASS) << "the same look again";
  bed.Restart();
  ASSERT_TRUE(
      bed.Call(&Loop::evaluations, &Evaluations::ExtendEvaluation,
               Text<v1::ExtendEvaluationRequest>("name: 'queues/q/evaluations/1' items: 40"))
          .ok());
  bed.LabelEverything();
  ASSERT_TRUE(bed.Submit(Better).ok());
  const v1::ReleaseVerdict spent = Judge(bed);
  EXPECT_EQ(spent.verdict(), v1::VERDICT_UNDECIDED);
  EXPECT_THAT(spent.comparisons(), IsEmpty());
  ReleaseBed declared(1, 400);
  declared.Evaluate("budget: 80 looks: 2");
  ASSERT_TRUE(declared.CreateRelease().ok());
  ASSERT_TRUE(declared.Submit(Better).ok());
  EXPECT_EQ(Judge(declared).verdict(), v1::VERDICT_PASS);
  ASSERT_TRUE(
      declared
          .Call(&Loop::evaluations, &Evaluations::ExtendEvaluation,
                Text<v1::ExtendEvaluationRequest>("name: 'queues/q/evaluations/1' items: 40"))
          .ok());
  declared.LabelEverything();
  ASSERT_TRUE(declared.Submit(Better).ok());
  EXPECT_EQ(Judge(declared).verdict(), v1::VERDICT_PASS);
}

TEST_F(SampledGateTest, AskForLabelsWhereAllLooksWereTakenAndNoneIsCompleteAnyMore) {
  ReleaseBed bed(1, 400);
  bed.Evaluate("budget: 80 looks: 2");
  ASSERT_TRUE(bed.CreateRelease().ok());
  ASSERT_TRUE(bed.Submit(Better).ok());
  std::set<uint32_t> taken = {Judge(bed).look()};
  v1::ReleaseVerdict verdict;
  const std::vector<std::string> items = bed.sampled();
  // An item of the second look alone first, so that the first is taken, then one of both.
  for (const std::string& item : items) {
    auto relabel =
        Text<v1::RequeueItemsRequest>("queue: 'queues/q' relabel_cause: RELABEL_CAUSE_CORRECTION");
    relabel.add_candidate_ids(item);
    ASSERT_TRUE(bed.Call(&Loop::dispatch, &Dispatch::RequeueItems, relabel).ok());
    verdict = Judge(bed);
    if (verdict.look() > 0) taken.insert(verdict.look());
    if (verdict.look() > 0) continue;
    if (taken.size() == 2) break;
    bed.clock().Advance(absl::Seconds(1));
    bed.LabelEverything();
    bed.clock().Advance(absl::Seconds(1));
    ASSERT_TRUE(bed.Submit(Better).ok());
  }
  ASSERT_THAT(taken, ElementsAre(1u, 2u));
  ASSERT_EQ(verdict.look(), 0u);
  EXPECT_THAT(KindsOf(verdict), ElementsAre(v1::FINDING_KIND_INSUFFICIENT_EVIDENCE));
  for (const v1::Finding& finding : verdict.findings())
    EXPECT_THAT(finding.message(), Not(HasSubstr("Create another evaluation")));
  bed.clock().Advance(absl::Seconds(1));
  bed.LabelEverything();
  bed.clock().Advance(absl::Seconds(1));
  ASSERT_TRUE(bed.Submit(Better).ok());
  EXPECT_EQ(Judge(bed).verdict(), v1::VERDICT_PASS) << "new labels are enough";
}

TEST_F(GatesTest, AnswerTheSameCallTheSame) {
  ASSERT_TRUE(bed_.CreateRelease().ok());
  ASSERT_TRUE(bed_.Submit(Better).ok());
  const auto first = bed_.Gate("release: 'releases/r' request_id: 'x'");
  ASSERT_TRUE(first.ok());
  bed_.Restart();
  const auto again = bed_.Gate("release: 'releases/r' request_id: 'x'");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(bed_.Get()->release().verdicts(), 1u);
  EXPECT_EQ(bed_.Gate()->name(), "releases/r/verdicts/2");
}

}  // namespace
}  // namespace winnow::loop::testing
