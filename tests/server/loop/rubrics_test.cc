// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Rubrics and the labels that follow them (governance.md G3).
#include "server/loop/rubrics.h"

#include "gmock/gmock.h"
#include "tests/server/loop/review_bed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::ElementsAre;

constexpr char kLab[] =
    "rubric_id: 'lab' rubric { label_use: LABEL_USE_REFERENCE "
    "criteria { name: 'ok' stage: STAGE_ACOUSTIC flag {} required: true } }";

auto Create(LoopBed& bed, const std::string& text) {
  return bed.Call(&Loop::rubrics, &Rubrics::CreateRubricRevision,
                  Text<v1::CreateRubricRevisionRequest>(text));
}

auto Find(LoopBed& bed, const std::string& name) {
  v1::GetRubricRevisionRequest request;
  request.set_name(name);
  return bed.Call(&Loop::rubrics, &Rubrics::GetRubricRevision, request);
}

// A later revision of `lab`, which asks for a number as well.
std::string NextLab() {
  std::string text = kLab;
  text.insert(text.rfind('}'),
              "criteria { name: 'errors' stage: STAGE_LINGUISTIC score { max: 9 whole: true } "
              "required: true } fixes: 'lab@1' ");
  return text;
}

// A queue of candidates of rubric `lab`.
struct LabBed : ReviewBed {
  explicit LabBed(int candidates, const std::string& policy = "") : ReviewBed(policy) {
    for (int i = 0; i < candidates; ++i) {
      v1::Candidate candidate = Complete("c" + std::to_string(i));
      candidate.set_rubric("lab");
      Upsert({candidate});
    }
  }

  // Labels one item under `rubric`; `values` in text format.
  absl::StatusOr<v1::SubmitLabelsResponse> LabelUnder(const v1::RequestBatchResponse& batch,
                                                      const std::string& rubric,
                                                      const std::string& values) {
    auto request =
        Text<v1::SubmitLabelsRequest>("labels { annotator: '00000000000000a1' " + values + " }");
    request.set_batch(batch.batch());
    request.set_token(batch.lease().token());
    request.mutable_labels(0)->set_candidate_id(batch.items(0).candidate_id());
    request.mutable_labels(0)->set_rubric(rubric);
    return Call(&Loop::labeling, &Labeling::SubmitLabels, request);
  }
};

std::string RowField(const absl::StatusOr<v1::SubmitLabelsResponse>& response) {
  EXPECT_TRUE(response.ok()) << response.status();
  return response->row_errors().empty() ? "" : response->row_errors(0).field();
}

constexpr char kOk[] = "values { key: 'ok' value { flag: true } }";

TEST(Rubrics, HaveRevisionsThatDoNotChange) {
  LoopBed bed;
  const auto first = Create(bed, kLab);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->rubric_revision().name(), "rubrics/lab@1");
  EXPECT_EQ(first->rubric_revision().author(), "local");
  EXPECT_EQ(Create(bed, kLab)->rubric_revision().name(), "rubrics/lab@1");
  EXPECT_EQ(Create(bed, NextLab())->rubric_revision().name(), "rubrics/lab@2");
  bed.Restart();
  EXPECT_EQ(Find(bed, "rubrics/lab")->rubric_revision().name(), "rubrics/lab@2");
  EXPECT_EQ(Find(bed, "rubrics/lab@1")->rubric_revision().rubric().SerializeAsString(),
            first->rubric_revision().rubric().SerializeAsString());
  EXPECT_EQ(ReasonOf(Find(bed, "rubrics/lab@3").status()), v1::ERROR_REASON_RUBRIC_UNKNOWN);
  EXPECT_EQ(ReasonOf(Find(bed, "rubrics/none").status()), v1::ERROR_REASON_RUBRIC_UNKNOWN);
}

TEST(Rubrics, OfTheProgramAreTheirFirstRevision) {
  LoopBed bed;
  EXPECT_EQ(Find(bed, "rubrics/asr")->rubric_revision().name(), "rubrics/asr@1");
  std::string text = kLab;
  text.replace(text.find("'lab'"), 5, "'asr'");
  EXPECT_EQ(Create(bed, text)->rubric_revision().name(), "rubrics/asr@2");
  EXPECT_EQ(Find(bed, "rubrics/asr")->rubric_revision().name(), "rubrics/asr@2");
  EXPECT_EQ(Find(bed, "rubrics/asr@1")->rubric_revision().author(), "winnow");
}

TEST(Rubrics, AreListedByNameAndNumberInPages) {
  LoopBed bed;
  ASSERT_TRUE(Create(bed, kLab).ok());
  ASSERT_TRUE(Create(bed, NextLab()).ok());
  std::vector<std::string> names;
  v1::ListRubricRevisionsRequest request;
  request.set_page_size(2);
  do {
    const auto page = bed.Call(&Loop::rubrics, &Rubrics::ListRubricRevisions, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& revision : page->rubric_revisions()) names.push_back(revision.name());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("rubrics/asr@1", "rubrics/lab@1", "rubrics/lab@2",
                                 "rubrics/spoken_rag@1", "rubrics/tts@1"));
  request.set_page_token("lab");
  EXPECT_EQ(ReasonOf(bed.Call(&Loop::rubrics, &Rubrics::ListRubricRevisions, request).status()),
            v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST(Rubrics, ThatBreakTheirRulesLeaveNothingBehind) {
  LoopBed bed;
  const size_t leaves = LeavesOf(bed).size();
  const auto empty = Create(bed, "rubric_id: 'lab' rubric {}");
  EXPECT_EQ(ReasonOf(empty.status()), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(DetailOf(empty.status()).violations[0].field, "rubric.label_use");
  const auto unknown = Create(bed, NextLab());
  EXPECT_EQ(DetailOf(unknown.status()).violations[0].field, "rubric.fixes");
  EXPECT_EQ(LeavesOf(bed).size(), leaves);
}

TEST(Rubrics, GateTheCandidatesThatNameThem) {
  LabBed bed(1);
  EXPECT_EQ(bed.Get("c0").exclusion(), v1::EXCLUSION_REASON_RUBRIC_UNKNOWN);
  ASSERT_TRUE(Create(bed, kLab).ok());
  EXPECT_EQ(bed.Get("c0").exclusion(), v1::EXCLUSION_REASON_UNSPECIFIED);
  bed.Restart();
  EXPECT_EQ(bed.Get("c0").exclusion(), v1::EXCLUSION_REASON_UNSPECIFIED);
}

TEST(Rubrics, ArePinnedWhenABatchIsDrawn) {
  LabBed bed(2);
  ASSERT_TRUE(Create(bed, kLab).ok());
  const auto before = bed.Take("max_items: 1 lease { seconds: 60 }");
  EXPECT_EQ(before.items(0).rubric(), "lab@1");
  EXPECT_THAT(before.manifest().rubrics(), ElementsAre("lab@1"));
  ASSERT_TRUE(Create(bed, NextLab()).ok());
  const auto after = bed.Take("max_items: 1");
  EXPECT_EQ(after.items(0).rubric(), "lab@2");
  EXPECT_EQ(RowField(bed.LabelUnder(after, "lab@1", kOk)), "rubric");
  EXPECT_EQ(RowField(bed.LabelUnder(before, "lab@2", kOk)), "rubric");
  bed.Restart();
  EXPECT_EQ(RowField(bed.LabelUnder(before, "lab@2", kOk)), "rubric");
  bed.clock().Advance(absl::Seconds(61));
  bed.Expire();
  EXPECT_EQ(RowField(bed.LabelUnder(before, "lab@2", kOk)), "rubric") << "from the manifest";
  EXPECT_EQ(RowField(bed.LabelUnder(before, "lab@1", kOk)), "");
}

TEST(Rubrics, DecideWhatALabelMaySay) {
  LabBed bed(1);
  ASSERT_TRUE(Create(bed, kLab).ok());
  ASSERT_TRUE(Create(bed, NextLab()).ok());
  const auto batch = bed.Take();
  EXPECT_EQ(RowField(bed.LabelUnder(batch, "lab@2", kOk)), "values.errors");
  const std::string with_errors = std::string(kOk) + "values { key: 'errors' value { number: ";
  EXPECT_EQ(RowField(bed.LabelUnder(batch, "lab@2", with_errors + "10 } }")), "values.errors");
  EXPECT_EQ(RowField(bed.LabelUnder(batch, "lab@2", with_errors + "1.5 } }")), "values.errors");
  EXPECT_EQ(RowField(bed.LabelUnder(batch, "tts@1", with_errors + "1 } }")), "rubric");
  EXPECT_EQ(bed.Status().labeled(), 0u);
  EXPECT_EQ(RowField(bed.LabelUnder(batch, "lab@2", with_errors + "1 } }")), "");
  EXPECT_EQ(bed.Status().labeled(), 1u);
}

}  // namespace
}  // namespace winnow::loop::testing
