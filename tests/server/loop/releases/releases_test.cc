// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Releases as what is stated and recorded: what is refused, and what a rollout needs.
#include "server/loop/releases/releases.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "tests/server/loop/releases/release_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : DetailOf(status).violations)
    fields.push_back(violation.field);
  return fields;
}

class ReleasesTest : public ::testing::Test {
 protected:
  void SetUp() override { bed_.Evaluate(); }

  ReleaseBed bed_;
};

TEST_F(ReleasesTest, AreStoredWithTheirDefaultsAndDoNotChange) {
  const auto created = bed_.CreateRelease();
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->release().queue(), "queues/q");
  EXPECT_EQ(created->release().rubric(), "asr@1");
  EXPECT_EQ(created->release().author(), "local");
  EXPECT_EQ(bed_.CreateRelease().status().code(), absl::StatusCode::kAlreadyExists);
  ASSERT_TRUE(bed_.CreateRelease("release { name: 'releases/r2' }").ok());
  for (int start = 0; start < 2; ++start) {
    EXPECT_EQ(bed_.Get()->release().SerializeAsString(), created->release().SerializeAsString());
    auto list = Text<v1::ListReleasesRequest>("queue: 'queues/q' page_size: 1");
    std::vector<std::string> names;
    do {
      const auto page = bed_.Call(&Loop::releases, &Releases::ListReleases, list);
      ASSERT_TRUE(page.ok()) << page.status();
      for (const v1::Release& release : page->releases()) names.push_back(release.name());
      list.set_page_token(page->next_page_token());
    } while (!list.page_token().empty());
    EXPECT_THAT(names, ElementsAre("releases/r", "releases/r2"));
    bed_.Restart();
  }
}

// Whoever creates a release waives nothing, and has rolled nothing out.
TEST_F(ReleasesTest, SayNothingThatIsTheServersToSay) {
  const auto created = bed_.CreateRelease(
      "release { queue: 'queues/none' author: 'somebody' create_time { seconds: 5 } outcomes: 7 "
      "numbers { guardrail: 'p99' value: 1 } verdicts: 9 waivers { kind: "
      "FINDING_KIND_SLICE_REGRESSION "
      "reason: 'x' expire_time { seconds: 4900000000 } approver: 'legal' } rollouts { stage: "
      "ROLLOUT_STAGE_CANARY requests: 100000 } }");
  ASSERT_TRUE(created.ok()) << created.status();
  ASSERT_TRUE(bed_.CreateRelease("release { name: 'releases/plain' }").ok());
  for (int start = 0; start < 2; ++start) {
    const auto found = bed_.Get();
    ASSERT_TRUE(found.ok()) << found.status();
    v1::Release stored = found->release();
    EXPECT_EQ(stored.SerializeAsString(), created->release().SerializeAsString());
    v1::Release plain = bed_.Get("name: 'releases/plain'")->release();
    for (v1::Release* release : {&stored, &plain}) {
      release->clear_name();
      release->clear_create_time();
    }
    EXPECT_EQ(stored.SerializeAsString(), plain.SerializeAsString());
    bed_.Restart();
  }
}

TEST_F(ReleasesTest, AreTrainedOnNothingThatWasFrozenForSomethingElse) {
  const auto version =
      bed_.Call(&Loop::datasets, &Datasets::CreateDatasetVersion,
                Text<v1::CreateDatasetVersionRequest>(
                    "dataset: 'datasets/exam' queue: 'queues/q' purpose: PURPOSE_EVALUATION"));
  ASSERT_TRUE(version.ok()) << version.status();
  const auto refused = bed_.CreateRelease(
      "release { datasets: 'datasets/exam/versions/1' baseline_datasets: "
      "'datasets/exam/versions/1' }");
  EXPECT_THAT(FieldsOf(refused.status()),
              ElementsAre("release.datasets[0]", "release.baseline_datasets[0]"));
}

TEST_F(ReleasesTest, NameWhatExists) {
  const auto refused = bed_.CreateRelease(
      "release { baseline_release: 'other' rubric: 'asr@9' datasets: 'datasets/none/versions/1' "
      "slices { slice: 'nowhere' } cluster_attribute: 'shoe' canary { slices_at_risk: 'nowhere' } "
      "}");
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(FieldsOf(refused.status()),
              ElementsAre("release.baseline_release", "release.rubric", "release.datasets[0]",
                          "release.slices[0].slice", "release.canary.slices_at_risk[0]",
                          "release.cluster_attribute"));
  EXPECT_THAT(FieldsOf(bed_.CreateRelease("release { rate_guardrails { measure: 'mood' kind: "
                                          "GUARDRAIL_KIND_SAFETY } }")
                           .status()),
              ElementsAre("release.rate_guardrails[0].measure"));
  EXPECT_EQ(
      ReasonOf(bed_.CreateRelease("release { evaluation: 'queues/q/evaluations/7' }").status()),
      v1::ERROR_REASON_EVALUATION_UNKNOWN);
  EXPECT_EQ(ReasonOf(bed_.Get().status()), v1::ERROR_REASON_RELEASE_UNKNOWN);
  EXPECT_TRUE(bed_.CreateRelease().ok()) << "what was refused left nothing behind";
}

TEST_F(ReleasesTest, TakeAllOutcomesOfACallOrNone) {
  ASSERT_TRUE(bed_.CreateRelease().ok());
  bed_.Upsert({bed_.Testable(1000)});  // after the freeze
  const auto submit = [&](const std::string& fields) {
    return bed_.Call(
        &Loop::releases, &Releases::SubmitEvaluation,
        Text<v1::SubmitEvaluationRequest>(
            "release: 'releases/r' outcomes { candidate_id: 'c1' model_release: 'a' "
            "rubric: 'asr@1' values { key: 'word_errors' value: 1 } values { key: 'words' "
            "value: 10 } } " +
            fields));
  };
  struct Case {
    const char* fields;
    v1::ErrorReason reason;
    const char* field;
  };
  for (const Case& each : std::initializer_list<Case>{
           {"outcomes { candidate_id: 'c1000' model_release: 'a' rubric: 'asr@1' values { key: "
            "'words' "
            "value: 1 } values { key: 'word_errors' value: 1 } }",
            v1::ERROR_REASON_ITEM_NOT_SAMPLED, "outcomes[1].candidate_id"},
           {"outcomes { candidate_id: 'nobody' model_release: 'a' rubric: 'asr@1' values { key: "
            "'words' "
            "value: 1 } values { key: 'word_errors' value: 1 } }",
            v1::ERROR_REASON_CANDIDATE_UNKNOWN, "outcomes[1].candidate_id"},
           {"outcomes { candidate_id: 'c2' model_release: 'c' rubric: 'asr@1' }",
            v1::ERROR_REASON_FIELD_INVALID, "outcomes[1].model_release"},
           {"outcomes { candidate_id: 'c2' model_release: 'a' rubric: 'asr@9' }",
            v1::ERROR_REASON_FIELD_INVALID, "outcomes[1].rubric"},
           {"numbers { guardrail: 'none' model_release: 'b' value: 1 }",
            v1::ERROR_REASON_FIELD_INVALID, "numbers[0].guardrail"},
       }) {
    const auto refused = submit(each.fields);
    EXPECT_EQ(ReasonOf(refused.status()), each.reason) << each.fields;
    EXPECT_THAT(FieldsOf(refused.status()), Contains(each.field)) << each.fields;
    EXPECT_EQ(bed_.Get()->release().outcomes(), 0u) << each.fields;
  }
  EXPECT_EQ(submit("")->outcomes(), 1u);
  EXPECT_EQ(submit("")->outcomes(), 1u) << "the same row replaces itself";
}

TEST_F(ReleasesTest, GoIntoProductionOnlyWhenTheGatePassesWithAllRollouts) {
  ASSERT_TRUE(bed_.CreateRelease("release { risk_class: RISK_CLASS_HIGH canary { min_requests: 100 "
                                 "slices_at_risk: 's1' min_slice_requests: 10 triggers { name: "
                                 "'error_rate' plane: TELEMETRY_PLANE_SERVING limit: 0.1 } } }")
                  .ok());
  const auto promote = [&] { return bed_.Rollout("stage: ROLLOUT_STAGE_PROMOTED").status(); };
  EXPECT_EQ(ReasonOf(promote()), v1::ERROR_REASON_RELEASE_NOT_READY) << "nothing is known of it";
  ASSERT_TRUE(bed_.Submit(Better).ok());
  EXPECT_EQ(ReasonOf(promote()), v1::ERROR_REASON_RELEASE_NOT_READY) << "no shadow run, no canary";
  EXPECT_EQ(bed_.Get()->verdict().verdict(), v1::VERDICT_PASS);
  EXPECT_EQ(bed_.Get()->verdict().missing_stages_size(), 2);
  const std::string telemetry =
      "telemetry { name: 'error_rate' plane: TELEMETRY_PLANE_SERVING value: 0.02 }";
  ASSERT_TRUE(bed_.Rollout("stage: ROLLOUT_STAGE_SHADOW " + telemetry).ok());
  // A canary that never met the slice at risk.
  const auto blind =
      bed_.Rollout("stage: ROLLOUT_STAGE_CANARY slices { slice: 's0' requests: 500 } " + telemetry);
  ASSERT_TRUE(blind.ok()) << blind.status();
  ASSERT_EQ(blind->findings_size(), 1);
  EXPECT_EQ(blind->findings(0).kind(), v1::FINDING_KIND_CANARY_SLICE_MISSING);
  EXPECT_EQ(blind->findings(0).subject(), "s1");
  EXPECT_EQ(ReasonOf(promote()), v1::ERROR_REASON_RELEASE_NOT_READY);
  EXPECT_EQ(bed_.Get()->verdict().verdict(), v1::VERDICT_BLOCK);
  const auto canary = bed_.Rollout(
      "stage: ROLLOUT_STAGE_CANARY slices { slice: 's0' requests: 500 } slices { slice: 's1' "
      "requests: 50 } " +
      telemetry);
  ASSERT_TRUE(canary.ok()) << canary.status();
  EXPECT_THAT(canary->findings(), IsEmpty());
  EXPECT_TRUE(promote().ok());
  bed_.Restart();
  EXPECT_EQ(bed_.Get()->release().rollouts_size(), 4);
  EXPECT_THAT(
      FieldsOf(bed_.Rollout("stage: ROLLOUT_STAGE_CANARY slices { slice: 'nowhere' }").status()),
      ElementsAre("rollout.slices[0].slice"));
}

TEST(ReleaseExportTest, SaysThatItHasNotAllSteps) {
  for (const bool is_cut : {false, true}) {
    ReleaseBed bed(2, is_cut ? 600 : 60);
    bed.Evaluate();
    ASSERT_TRUE(bed.CreateRelease().ok());
    const auto text = [&](v1::ReleaseFormat format) {
      v1::ExportReleaseRequest request;
      request.set_name("releases/r");
      request.set_format(format);
      auto source = bed.Call(&Loop::releases, &Releases::ExportRelease, request);
      EXPECT_TRUE(source.ok()) << source.status();
      std::string all;
      for (auto piece = (*source)(); piece.ok() && !piece->empty(); piece = (*source)())
        all += *piece;
      return all;
    };
    EXPECT_EQ(absl::StrContains(text(v1::RELEASE_FORMAT_JSON), "\"lineage_cut\":true"), is_cut);
    EXPECT_EQ(absl::StrContains(text(v1::RELEASE_FORMAT_HTML), "winnow release trace releases/r"),
              is_cut);
  }
}

TEST_F(ReleasesTest, AreUnknownToThoseWhoHaveNoRoleOverTheirQueue) {
  ASSERT_TRUE(bed_.CreateRelease().ok());
  const Caller stranger{.principal = "stranger"};
  EXPECT_EQ(ReasonOf(bed_.CallAs(stranger, &Loop::releases, &Releases::GetRelease,
                                 Text<v1::GetReleaseRequest>("name: 'releases/r'"))
                         .status()),
            v1::ERROR_REASON_RELEASE_UNKNOWN);
  EXPECT_EQ(ReasonOf(bed_.CallAs(stranger, &Loop::releases, &Releases::EvaluateGates,
                                 Text<v1::EvaluateGatesRequest>("release: 'releases/r'"))
                         .status()),
            v1::ERROR_REASON_RELEASE_UNKNOWN);
  EXPECT_EQ(ReasonOf(bed_.CallAs(stranger, &Loop::releases, &Releases::CreateRelease,
                                 Text<v1::CreateReleaseRequest>(
                                     "release { name: 'releases/x' evaluation: "
                                     "'queues/q/evaluations/1' }"))
                         .status()),
            v1::ERROR_REASON_QUEUE_UNKNOWN);
}

class ReleaseOverTwoQueuesTest : public ReleasesTest {
 protected:
  // A release manager of these queues alone.
  static Caller ManagerOf(const std::vector<std::string>& queues) {
    auto policy = std::make_shared<access::Policy>();
    policy->rules.push_back(
        {access::Effect::kAllow, {"manager"}, {v1::ROLE_RELEASE_MANAGER}, queues});
    return {.principal = "manager", .grants = access::Grants::Of(policy, "manager")};
  }
  v1::ReleaseVerdict GateAs(const Caller& caller, const std::string& fields = "") {
    const auto response =
        bed_.CallAs(caller, &Loop::releases, &Releases::EvaluateGates,
                    Text<v1::EvaluateGatesRequest>("release: 'releases/r' " + fields));
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->verdict() : v1::ReleaseVerdict();
  }
  v1::ReleaseVerdict GetAs(const Caller& caller) {
    const auto response = bed_.CallAs(caller, &Loop::releases, &Releases::GetRelease,
                                      Text<v1::GetReleaseRequest>("name: 'releases/r'"));
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->verdict() : v1::ReleaseVerdict();
  }
  std::string ExportAs(const Caller& caller, v1::ReleaseFormat format) {
    v1::ExportReleaseRequest request;
    request.set_name("releases/r");
    request.set_format(format);
    auto source = bed_.CallAs(caller, &Loop::releases, &Releases::ExportRelease, request);
    EXPECT_TRUE(source.ok()) << source.status();
    std::string all;
    for (auto piece = (*source)(); piece.ok() && !piece->empty(); piece = (*source)())
      all += *piece;
    return all;
  }
};

TEST_F(ReleaseOverTwoQueuesTest, TellsNothingOfDataThatTheCallerMayNotRead) {
  bed_.Train(6, [](int i, v1::Candidate& candidate) {
    if (i == 3) candidate.set_subject("00000000000000aa");
  });
  bed_.Freeze();
  const std::string version = bed_.Freeze();
  ASSERT_TRUE(bed_.CreateRelease(absl::StrCat("release { datasets: '", version, "' }")).ok());
  ASSERT_TRUE(bed_.Submit(Better).ok());
  ASSERT_TRUE(bed_.Call(&Loop::consent, &Consent::RevokeConsent,
                        Text<v1::RevokeConsentRequest>("subject: '00000000000000aa'"))
                  .ok());
  const Caller one = ManagerOf({"q"});
  const Caller both = ManagerOf({"q", "t"});
  std::vector<v1::ReleaseVerdict> hidden;
  // Judged, answered again, and read.
  for (int i = 0; i < 2; ++i) hidden.push_back(GateAs(one, "request_id: 'g'"));
  hidden.push_back(GetAs(one));
  for (const v1::ReleaseVerdict& verdict : hidden) {
    ASSERT_EQ(verdict.findings_size(), 1);
    EXPECT_EQ(verdict.findings(0).kind(), v1::FINDING_KIND_CONSENT_REVOKED);
    EXPECT_EQ(verdict.findings(0).subject(), version);
    EXPECT_EQ(verdict.findings(0).count(), 0u);
    EXPECT_THAT(verdict.findings(0).candidate_ids(), IsEmpty());
    ASSERT_EQ(verdict.relabels_size(), 1);
    v1::RelabelCount name;
    name.set_dataset(version);
    EXPECT_EQ(verdict.relabels(0).ShortDebugString(), name.ShortDebugString());
  }
  // The stored verdict is whole, for whoever may read it.
  const v1::ReleaseVerdict whole = GetAs(both);
  EXPECT_EQ(whole.findings(0).count(), 1u);
  EXPECT_THAT(whole.findings(0).candidate_ids(), ElementsAre("t3"));
  ASSERT_EQ(whole.relabels_size(), 1);
  EXPECT_EQ(whole.relabels(0).members(), 6u);
  const std::string& digest = whole.relabels(0).digest();
  ASSERT_FALSE(digest.empty());
  for (const v1::ReleaseFormat format :
       {v1::RELEASE_FORMAT_HTML, v1::RELEASE_FORMAT_JSON, v1::RELEASE_FORMAT_IN_TOTO,
        v1::RELEASE_FORMAT_OPENLINEAGE}) {
    const std::string text = ExportAs(one, format);
    EXPECT_FALSE(absl::StrContains(text, digest)) << text;
    EXPECT_FALSE(absl::StrContains(text, "winnow_relabels")) << text;
    EXPECT_EQ(absl::StrContains(text, "not shown: you may read no data set of its queue"),
              format == v1::RELEASE_FORMAT_HTML);
    EXPECT_TRUE(absl::StrContains(ExportAs(both, format), digest)) << format;
  }
}

TEST_F(ReleasesTest, LoseWhatTheyHeldOfAnErasedSubject) {
  auto candidate = bed_.Testable(3);
  candidate.set_subject("00000000000000aa");
  bed_.Upsert({candidate});
  ASSERT_TRUE(bed_.CreateRelease().ok());
  ASSERT_TRUE(bed_.Submit(Better).ok());
  const auto count = [&] {
    int rows = 0;
    EXPECT_TRUE(storage::OutcomeTable::ScanAll(bed_.engine(), 0, [&](const auto& id, auto&) {
                  rows += id.arrival == 3 ? 1 : 0;
                  return absl::OkStatus();
                }).ok());
    return rows;
  };
  EXPECT_EQ(count(), 2);
  const auto erased = bed_.Call(&Loop::erasures, &Erasures::EraseSubject,
                                Text<v1::EraseSubjectRequest>("subject: '00000000000000aa'"));
  ASSERT_TRUE(erased.ok()) << erased.status();
  EXPECT_EQ(count(), 0);
  const auto verdict = bed_.Gate();
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_EQ(verdict->items(), 119u);
}

}  // namespace
}  // namespace winnow::loop::testing
