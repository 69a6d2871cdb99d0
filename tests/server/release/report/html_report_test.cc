// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/html_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/release/report/comparison_order.h"
#include "server/release/report/html_text.h"
#include "server/release/report/lineage_section.h"
#include "tests/server/release/report/sample_release.h"

namespace winnow::release {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::size_t Occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(HtmlReport, SaysEveryComparisonAndFinding) {
  const ReleaseFile file = SampleRelease();
  const std::string page = HtmlReport(file);
  for (const v1::Comparison& comparison : file.verdict->comparisons()) {
    EXPECT_THAT(page, HasSubstr(absl::StrCat("<th scope=\"row\">", ComparisonName(comparison))));
  }
  for (const v1::Finding& finding : file.verdict->findings()) {
    EXPECT_THAT(page, HasSubstr(finding.message()));
  }
  for (const v1::LineageStep& step : file.lineage) EXPECT_THAT(page, HasSubstr(step.digest()));
}

TEST(HtmlReport, LoadsNothingAndRunsNothing) {
  for (const ReleaseFile& file : {SampleRelease(), HostileRelease(), BareRelease()}) {
    const std::string page = HtmlReport(file);
    for (const char* part : {"<script", "http:", "https:", "//", "url(", "@import", "src=", "<link",
                             "javascript:", "<iframe", "<form"}) {
      EXPECT_THAT(page, Not(HasSubstr(part)));
    }
    EXPECT_THAT(page, HasSubstr("default-src 'none'; style-src 'unsafe-inline'"));
  }
}

TEST(HtmlReport, EscapesWhatPeopleWrite) {
  const std::string page = HtmlReport(HostileRelease());
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("onload='x'")));
  EXPECT_EQ(Occurrences(page, "<table"), Occurrences(page, "</table>"));
}

TEST(HtmlReport, PlotsAtMostTwoHundredOfTenThousandSlicesAndListsAll) {
  const std::string page = HtmlReport(WideRelease(10'000));
  EXPECT_EQ(Occurrences(page, "<g class=\"row "), kMostPlotted);
  EXPECT_EQ(Occurrences(page, "<th scope=\"row\">slice-"), 10'000u);
  EXPECT_LT(page.size(), 8u << 20);
  EXPECT_THAT(page, HasSubstr("the first 200 of 10,001 comparisons"));
}

TEST(HtmlReport, ShowsTheFirstStepsOfALongLineageAndSaysSo) {
  ReleaseFile file = SampleRelease();
  file.lineage.assign(2'000, file.lineage.front());
  const std::string page = HtmlReport(file);
  EXPECT_EQ(Occurrences(page, "<th scope=\"row\">dataset</th>"), kMostLineageSteps);
  EXPECT_THAT(page, HasSubstr("The first 500 of 2,000 steps; the export as JSON has all"));
}

TEST(HtmlReport, SaysWhereTheStepsAreThatNoExportHas) {
  ReleaseFile file = SampleRelease();
  file.lineage.assign(1'000, file.lineage.front());
  file.is_lineage_cut = true;
  const std::string page = HtmlReport(file);
  EXPECT_THAT(page, HasSubstr("The export as JSON has the first 1,000, "
                              "<code>winnow release trace " +
                              file.release.name() + "</code> tells all of them."));
  EXPECT_THAT(page, Not(HasSubstr("has all of them")));
}

TEST(HtmlReport, TellsFiguresOfTwoPlanesApart) {
  ReleaseFile file = SampleRelease();
  v1::Telemetry& figure = *file.release.mutable_rollouts(0)->mutable_telemetry(1);
  ASSERT_EQ(figure.name(), "empty_answers");
  EXPECT_EQ(Occurrences(HtmlReport(file), "ABOVE"), 1u);
  const size_t missing = Occurrences(HtmlReport(file), "NOT REPORTED");
  figure.set_plane(v1::TELEMETRY_PLANE_MODEL);
  const std::string page = HtmlReport(file);
  EXPECT_EQ(Occurrences(page, "ABOVE"), 0u);
  EXPECT_EQ(Occurrences(page, "watched by no trigger"), 1u);
  EXPECT_EQ(Occurrences(page, "NOT REPORTED"), missing + 1);
}

TEST(HtmlReport, ShowsTwentySlicesAtRiskOfARolloutAndCountsTheOthers) {
  ReleaseFile file = SampleRelease();
  v1::CanaryPlan& plan = *file.release.mutable_canary();
  plan.set_min_slice_requests(10);
  v1::Rollout& rollout = *file.release.mutable_rollouts(0);
  for (int i = 0; i < 2'000; ++i) {
    plan.add_slices_at_risk(absl::StrCat("risk-", i));
    v1::RolloutSlice& slice = *rollout.add_slices();
    slice.set_slice(absl::StrCat("risk-", i));
    slice.set_requests(i == 1'999 ? 9 : 10);
  }
  for (int i = 0; i < 99; ++i) *file.release.add_rollouts() = rollout;
  const std::string page = HtmlReport(file);
  EXPECT_THAT(page, HasSubstr("<td>music none, risk-1999 9, healthcare-clinics 640, risk-0 10, "));
  EXPECT_THAT(page, HasSubstr("risk-16 10 and 1,982 more</td>"));
  EXPECT_EQ(Occurrences(page, "risk-"), 100 * 18u);
}

TEST(HtmlReport, AddsRequestsOfARolloutUpToTheLargestNumber) {
  ReleaseFile file = SampleRelease();
  v1::Rollout& rollout = *file.release.mutable_rollouts(0);
  rollout.clear_requests();
  rollout.mutable_slices(0)->set_requests(std::numeric_limits<uint64_t>::max());
  *rollout.add_slices() = rollout.slices(0);
  EXPECT_THAT(HtmlReport(file), HasSubstr("<td class=\"figure\">18,446,744,073,709,551,615</td>"));
}

TEST(HtmlReport, SaysWhatWouldDecideAnUndecidedOne) {
  const std::string page = HtmlReport(SampleRelease());
  EXPECT_THAT(page, HasSubstr("310 draws in all, or 58 clusters (speaker) in all"));
  EXPECT_THAT(page, HasSubstr("more draws of the same do not help"));
  EXPECT_THAT(page, HasSubstr("the outcomes of 3 items without one"));
  EXPECT_THAT(page, HasSubstr("no number of labels: the change is at its budget"));
  EXPECT_THAT(page, HasSubstr("at least 5 draws in all and 7 clusters (speaker) in all"));
}

TEST(NeedText, OfTheLeastNumbersAsksForBoth) {
  v1::Comparison comparison;
  v1::SampleNeed& need = *comparison.mutable_need();
  need.set_gap(v1::EVIDENCE_GAP_DRAWS);
  need.set_draws(7);
  need.set_clusters(7);
  EXPECT_EQ(NeedText(comparison, ""), "at least 7 draws in all and 7 clusters in all");
  comparison.set_draws(20);
  EXPECT_EQ(NeedText(comparison, ""),
            "random draws, of items that can differ, in every slice of it");
  comparison.set_slice("north");
  EXPECT_EQ(NeedText(comparison, ""), "more random draws, of items that can differ");
}

TEST(HtmlReport, SaysOfAnUndecidedReleaseThatAWaivedBlockIsLeftOut) {
  ReleaseFile file = SampleRelease();
  file.verdict->set_verdict(v1::VERDICT_UNDECIDED);
  EXPECT_THAT(HtmlReport(file), HasSubstr("Nothing that is not waived is shown not to hold, and "));
  file.verdict->clear_findings();
  EXPECT_THAT(HtmlReport(file), HasSubstr("<p>Nothing is shown not to hold, and "));
}

TEST(HtmlReport, SaysTheLevelOfIntervalsWithTheDeclaredLooks) {
  ReleaseFile file = SampleRelease();
  ASSERT_EQ(file.verdict->looks(), 2u);
  EXPECT_THAT(HtmlReport(file), HasSubstr("one-sided 98.75 % at either end"));
  file.verdict->set_looks(3);
  EXPECT_THAT(HtmlReport(file), HasSubstr("one-sided 99.1667 % at either end"));
  file.verdict->set_looks(1);
  EXPECT_THAT(HtmlReport(file), HasSubstr("one-sided 97.5 % at either end"));
}

TEST(HtmlReport, SaysThatAVerdictIsOfAnEarlierNumber) {
  ReleaseFile file = SampleRelease();
  v1::Finding& finding = *file.verdict->add_findings();
  finding.set_kind(v1::FINDING_KIND_GUARDRAIL);
  finding.set_effect(v1::VERDICT_BLOCK);
  finding.set_subject("p95_latency_ms");
  const std::string block = "<span class=\"word block\">BLOCK</span>";
  const std::string figure = "</td><td class=\"figure\">812.5 ms</td>";
  EXPECT_THAT(HtmlReport(file), HasSubstr(block + figure));
  file.release.mutable_numbers(0)->mutable_submit_time()->set_seconds(
      file.verdict->create_time().seconds() + 60);
  EXPECT_THAT(
      HtmlReport(file),
      HasSubstr(block + "<br><span class=\"small\">before this number came</span>" + figure));
}

TEST(HtmlReport, SaysWhoWaivedAFindingUntilWhen) {
  EXPECT_THAT(HtmlReport(SampleRelease()), HasSubstr("until 2026-03-27 06:13 UTC by legal-lead"));
}

TEST(HtmlReport, SaysThatThereIsNoVerdict) {
  const std::string page = HtmlReport(BareRelease());
  EXPECT_THAT(page, HasSubstr("NO VERDICT"));
  EXPECT_THAT(page, Not(HasSubstr("<svg")));
}

TEST(HtmlReport, PlotsFiguresThatAreNoNumbers) {
  ReleaseFile file = SampleRelease();
  v1::Comparison* comparison = file.verdict->mutable_comparisons(0);
  comparison->set_change(std::numeric_limits<double>::quiet_NaN());
  comparison->set_upper(std::numeric_limits<double>::infinity());
  comparison->set_lower(-1e300);
  const std::string page = HtmlReport(file);
  EXPECT_THAT(page, Not(HasSubstr("\"nan")));
  EXPECT_THAT(page, Not(HasSubstr("\"inf")));
}

TEST(ByWeight, PutsAllSlicesFirstThenGuardrailsThenWhatBlocks) {
  const ReleaseFile file = SampleRelease();
  std::vector<std::string> names;
  for (const ShownComparison& shown : ByWeight(*file.verdict)) {
    names.push_back(ComparisonName(*shown.comparison));
  }
  names.resize(6);
  EXPECT_THAT(names, ElementsAre("all slices", "name_errors", "harm", "healthcare-clinics", "music",
                                 "accent-zulu"));
}

TEST(Escaped, LeavesNoCharacterThatMarkupKnows) {
  EXPECT_EQ(Escaped("<a b=\"c\" d='e'>&\n"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;?");
}

}  // namespace
}  // namespace winnow::release
