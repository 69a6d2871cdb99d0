// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/banner.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/release/report/report_words.h"

namespace winnow::release {
namespace {

constexpr std::size_t kMostReasons = 3;

std::string FindingReason(const v1::Finding& finding) {
  std::string reason = FindingWords(finding.kind());
  if (!finding.subject().empty()) absl::StrAppend(&reason, " (", finding.subject(), ")");
  return reason;
}

// The findings that count, of one effect.
std::vector<std::string> ReasonsOf(const v1::ReleaseVerdict& verdict, v1::Verdict effect) {
  std::vector<std::string> reasons;
  for (const v1::Finding& finding : verdict.findings()) {
    if (!finding.waived() && finding.effect() == effect) reasons.push_back(FindingReason(finding));
  }
  return reasons;
}

std::string ListedReasons(const std::vector<std::string>& reasons) {
  const std::size_t named = std::min(reasons.size(), kMostReasons);
  std::string list = absl::StrJoin(reasons.begin(), reasons.begin() + named, ", ");
  if (named < reasons.size()) absl::StrAppend(&list, " and ", reasons.size() - named, " more");
  return list;
}

uint64_t ComparisonsWith(const v1::ReleaseVerdict& verdict, v1::Verdict wanted) {
  const auto& comparisons = verdict.comparisons();
  return static_cast<uint64_t>(
      std::count_if(comparisons.begin(), comparisons.end(),
                    [&](const v1::Comparison& c) { return c.verdict() == wanted; }));
}

std::string WaivedText(const v1::ReleaseVerdict& verdict) {
  const auto& findings = verdict.findings();
  const auto waived = static_cast<uint64_t>(std::count_if(
      findings.begin(), findings.end(), [](const v1::Finding& f) { return f.waived(); }));
  if (waived == 0) return "";
  return absl::StrCat("; ", Counted(waived, "finding is", "findings are"), " waived");
}

std::string BlockSentence(const v1::ReleaseVerdict& verdict) {
  const std::vector<std::string> blocks = ReasonsOf(verdict, v1::VERDICT_BLOCK);
  if (blocks.empty()) return "Something is shown not to hold.";
  const std::size_t open = ReasonsOf(verdict, v1::VERDICT_UNDECIDED).size();
  return absl::StrCat("Blocked by ", ListedReasons(blocks),
                      open == 0 ? "" : absl::StrCat("; ", CountText(open), " more undecided"),
                      WaivedText(verdict), ".");
}

std::string UndecidedSentence(const v1::ReleaseVerdict& verdict) {
  const uint64_t open = ComparisonsWith(verdict, v1::VERDICT_UNDECIDED);
  const std::vector<std::string> reasons = ReasonsOf(verdict, v1::VERDICT_UNDECIDED);
  const auto& findings = verdict.findings();
  const bool is_block_waived =
      std::any_of(findings.begin(), findings.end(), [](const v1::Finding& finding) {
        return finding.waived() && finding.effect() == v1::VERDICT_BLOCK;
      });
  std::string sentence = absl::StrCat("Nothing ", is_block_waived ? "that is not waived " : "",
                                      "is shown not to hold, and not everything is shown to hold");
  if (open > 0) {
    absl::StrAppend(
        &sentence, ": ", CountText(open), " of ",
        Counted(static_cast<uint64_t>(verdict.comparisons_size()), "comparison", "comparisons"),
        " cannot be decided yet");
  }
  if (!reasons.empty()) absl::StrAppend(&sentence, "; open: ", ListedReasons(reasons));
  return absl::StrCat(sentence, WaivedText(verdict), ".");
}

std::string PassSentence(const v1::ReleaseVerdict& verdict) {
  std::vector<std::string> stages;
  for (const int stage : verdict.missing_stages()) {
    stages.push_back(RolloutWords(static_cast<v1::RolloutStage>(stage)));
  }
  const auto all = static_cast<uint64_t>(verdict.comparisons_size());
  const uint64_t passed = ComparisonsWith(verdict, v1::VERDICT_PASS);
  return absl::StrCat(CountText(passed), " of ", Counted(all, "comparison is", "comparisons are"),
                      " shown to be within budget", WaivedText(verdict),
                      stages.empty() ? "" : "; still to come before all traffic: ",
                      absl::StrJoin(stages, ", "), ".");
}

std::string SentenceOf(const v1::ReleaseVerdict& verdict) {
  switch (verdict.verdict()) {
    case v1::VERDICT_PASS:
      return PassSentence(verdict);
    case v1::VERDICT_BLOCK:
      return BlockSentence(verdict);
    default:
      return UndecidedSentence(verdict);
  }
}

Markup BannerTag(v1::Verdict verdict) {
  switch (verdict) {
    case v1::VERDICT_PASS:
      return "<div class=\"banner pass\">";
    case v1::VERDICT_BLOCK:
      return "<div class=\"banner block\">";
    case v1::VERDICT_UNDECIDED:
      return "<div class=\"banner undecided\">";
    default:
      return "<div class=\"banner\">";
  }
}

}  // namespace

void WriteBanner(const ReleaseFile& file, HtmlText& html) {
  if (!file.verdict) {
    html.Tag("<div class=\"banner\"><p class=\"big\">NO VERDICT</p>\n");
    html.Tag("<p>No gate has been evaluated yet.</p></div>\n");
    return;
  }
  const v1::ReleaseVerdict& verdict = *file.verdict;
  html.Tag(BannerTag(verdict.verdict())).Tag("<p class=\"big\">");
  html.Text(VerdictWord(verdict.verdict())).Tag("</p>\n<p>").Text(SentenceOf(verdict));
  html.Tag("</p>\n<p class=\"small\">From <code>").Text(verdict.name()).Tag("</code>, ");
  html.Text(MinuteText(verdict.create_time())).Tag(", digest ").Digest(verdict.digest());
  html.Tag("</p></div>\n");
}

}  // namespace winnow::release
