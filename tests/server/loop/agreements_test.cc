// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Agreement of labels over the API (governance.md G3); the measures themselves are tested in
// tests/server/release.
#include "server/loop/agreements.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/release/agreement/alpha.h"
#include "tests/server/loop/review_bed.h"
#include "tests/testing/seed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr int kCandidates = 60;

// Three labels of each candidate: annotators 1 and 2 of vendor `near`, 3 of vendor `far`.
class AgreementsTest : public ::testing::Test {
 protected:
  AgreementsTest() : bed_("required_labels: 3") {
    std::mt19937 random(winnow::testing::Seed());
    std::vector<v1::Candidate> candidates;
    for (int i = 0; i < kCandidates; ++i) {
      candidates.push_back(LoopBed::Complete(absl::StrCat("c", i)));
      candidates.back().set_slice(i % 2 == 0 ? "even" : "odd");
      (*candidates.back().mutable_attributes())["speaker"] =
          absl::StrCat("00000000000000", i % 20 + 10);
    }
    bed_.Upsert(candidates);
    const auto batch = bed_.Take("max_items: 60");
    v1::SubmitLabelsRequest request;
    request.set_batch(batch.batch());
    request.set_token(batch.lease().token());
    for (int i = 0; i < kCandidates; ++i) {
      std::vector<double> errors;
      for (int annotator = 1; annotator <= 3; ++annotator) {
        const double noise = static_cast<double>(random() % 2);
        errors.push_back(static_cast<double>(i % 5) + noise + (annotator == 3 ? far_by_ : 0));
        v1::Label& label = *request.add_labels();
        label.set_candidate_id(absl::StrCat("c", i));
        label.set_rubric("asr@1");
        label.set_annotator("00000000000000a" + std::to_string(annotator));
        label.set_vendor(annotator == 3 ? "far" : "near");
        (*label.mutable_values())["word_errors"].set_number(errors.back());
        (*label.mutable_values())["words"].set_number(20);
      }
      EXPECT_TRUE(expected_.AddUnit(errors).ok());
    }
    const auto labeled = bed_.Call(&Loop::labeling, &Labeling::SubmitLabels, request);
    EXPECT_TRUE(labeled.ok()) << labeled.status();
    EXPECT_EQ(labeled->accepted(), 3u * kCandidates);
  }

  absl::StatusOr<v1::AgreementReportResponse> Report(const std::string& fields) {
    return bed_.Call(
        &Loop::agreements, &Agreements::AgreementReport,
        Text<v1::AgreementReportRequest>("queue: 'queues/q' rubric: 'asr@1' " + fields));
  }

  static constexpr double far_by_ = 3;
  ReviewBed bed_;
  release::AlphaSums expected_{release::Scale::kInterval};
};

TEST_F(AgreementsTest, AreThoseOfTheStoredLabels) {
  const auto report = Report("");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->labels(), 3u * kCandidates);
  ASSERT_THAT(report->rows(), SizeIs(2));
  EXPECT_EQ(report->rows(0).criterion(), "word_errors");
  EXPECT_EQ(report->rows(0).candidates(), 0u + kCandidates);
  EXPECT_EQ(report->rows(0).pairs(), 3u * kCandidates);
  EXPECT_DOUBLE_EQ(report->rows(0).alpha(), *expected_.Estimate().alpha);
  EXPECT_EQ(report->rows(1).criterion(), "words");
  EXPECT_FALSE(report->rows(1).has_alpha());
  EXPECT_EQ(report->rows(1).alpha_basis(), v1::ALPHA_BASIS_NO_VARIATION);
  bed_.Restart();
  EXPECT_EQ(Report("")->rows(0).SerializeAsString(), report->rows(0).SerializeAsString());
}

TEST_F(AgreementsTest, TellSlicesVendorsAndAnnotatorsApart) {
  const auto groups = [&](const std::string& dimension) {
    std::vector<std::string> found;
    const auto report = Report("dimension: AGREEMENT_DIMENSION_" + dimension);
    EXPECT_TRUE(report.ok()) << report.status();
    for (const v1::AgreementRow& row : report->rows()) {
      if (row.criterion() == "word_errors") found.push_back(row.group());
    }
    return found;
  };
  EXPECT_THAT(groups("SLICE"), ElementsAre("even", "odd"));
  EXPECT_THAT(groups("VENDOR"), ElementsAre("far", "near"));
  EXPECT_THAT(groups("VENDOR_AGAINST_OTHERS"), ElementsAre("far", "near"));
  EXPECT_THAT(groups("ANNOTATOR"),
              ElementsAre("00000000000000a1", "00000000000000a2", "00000000000000a3"));
}

TEST_F(AgreementsTest, FlagAVendorThatDiffersFromTheOther) {
  const auto report = Report("cluster_attribute: 'speaker'");
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_THAT(report->vendor_shifts(), SizeIs(2));
  for (const v1::VendorShift& shift : report->vendor_shifts()) {
    EXPECT_EQ(shift.verdict(), v1::VENDOR_SHIFT_VERDICT_ONE_OF_TWO);
    EXPECT_EQ(shift.anchors(), 0u + kCandidates);
    EXPECT_EQ(shift.clusters(), 20u);
    EXPECT_NEAR(std::abs(shift.difference()), far_by_ / 20, 0.02) << "per word";
  }
}

// Vendors `near` and `far` state the words, `terse` does not; all count the same errors.
TEST(VendorShifts, CompareNoCountWithoutItsUnitsToRates) {
  ReviewBed bed("required_labels: 3");
  constexpr int kItems = 10;
  bed.AddCandidates(kItems);
  const auto batch = bed.Take();
  v1::SubmitLabelsRequest request;
  request.set_batch(batch.batch());
  request.set_token(batch.lease().token());
  for (int i = 0; i < kItems; ++i) {
    for (const std::string vendor : {"near", "far", "terse"}) {
      v1::Label& label = *request.add_labels();
      label.set_candidate_id(absl::StrCat("c", i));
      label.set_rubric("asr@1");
      label.set_annotator(absl::StrCat("00000000000000a", vendor == "near", vendor == "far"));
      label.set_vendor(vendor);
      (*label.mutable_values())["word_errors"].set_number(2);
      if (vendor != "terse") (*label.mutable_values())["words"].set_number(20);
    }
  }
  ASSERT_EQ(bed.Call(&Loop::labeling, &Labeling::SubmitLabels, request)->accepted(), 3u * kItems);
  const auto report =
      bed.Call(&Loop::agreements, &Agreements::AgreementReport,
               Text<v1::AgreementReportRequest>("queue: 'queues/q' rubric: 'asr@1'"));
  ASSERT_TRUE(report.ok()) << report.status();
  std::vector<std::string> compared;
  for (const v1::VendorShift& shift : report->vendor_shifts()) {
    compared.push_back(shift.vendor());
    EXPECT_EQ(shift.verdict(), v1::VENDOR_SHIFT_VERDICT_NO_SHIFT) << shift.vendor();
    EXPECT_EQ(shift.anchors(), 0u + kItems);
    EXPECT_EQ(shift.difference(), 0);
  }
  EXPECT_THAT(compared, ElementsAre("far", "near"));
}

TEST_F(AgreementsTest, ComeInPages) {
  std::vector<std::string> rows;
  std::string token;
  do {
    const auto page = Report(absl::StrCat(
        "dimension: AGREEMENT_DIMENSION_SLICE page_size: 3 page_token: '", token, "'"));
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(page->vendor_shifts().empty(), !token.empty());
    for (const v1::AgreementRow& row : page->rows())
      rows.push_back(absl::StrCat(row.criterion(), " ", row.group()));
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_THAT(rows, ElementsAre("word_errors even", "word_errors odd", "words even", "words odd"));
}

TEST_F(AgreementsTest, LeaveOutWhatMayNotBeUsed) {
  ASSERT_TRUE(bed_.Call(&Loop::consent, &Consent::RevokeConsent,
                        Text<v1::RevokeConsentRequest>("consent_scope: 'consentScopes/research'"))
                  .ok());
  EXPECT_EQ(Report("")->labels(), 0u);
}

TEST_F(AgreementsTest, RefuseWhatThereIsNot) {
  const auto reason = [&](const std::string& fields) {
    auto request = Text<v1::AgreementReportRequest>("queue: 'queues/q' rubric: 'asr@1'");
    EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(fields, &request));
    return ReasonOf(bed_.Call(&Loop::agreements, &Agreements::AgreementReport, request).status());
  };
  EXPECT_EQ(reason("rubric: 'asr@2'"), v1::ERROR_REASON_RUBRIC_UNKNOWN);
  EXPECT_EQ(reason("queue: 'queues/none'"), v1::ERROR_REASON_QUEUE_UNKNOWN);
  EXPECT_EQ(reason("cluster_attribute: 'none'"), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(reason("page_token: 'x'"), v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

}  // namespace
}  // namespace winnow::loop::testing
