// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/finding_section.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "server/release/report/report_words.h"
#include "server/release/report/waiver_text.h"

namespace winnow::release {
namespace {

void FindingRow(const ReleaseFile& file, const v1::Finding& finding, HtmlText& html) {
  html.Tag("<tr>").RowHead(FindingWords(finding.kind())).Tag("<td>");
  html.Verdict(VerdictWord(finding.effect()));
  if (finding.waived()) html.Tag(" (waived)");
  html.Tag("</td>").Cell(finding.subject().empty() ? "the release" : finding.subject());
  html.Tag("<td class=\"long\">").Text(finding.message());
  if (!finding.candidate_ids().empty()) {
    html.Tag("<br><span class=\"small\">Examples: ");
    html.Text(absl::StrJoin(finding.candidate_ids(), ", ")).Tag("</span>");
  }
  html.Tag("</td>").Figure(finding.count() == 0 ? "" : CountText(finding.count()));
  html.Cell(StageWords(finding.stage())).Cell(ComponentWords(finding.rollback_target()));
  html.Cell(WaiverText(file, finding)).Tag("</tr>\n");
}

int WeightOfFinding(const v1::Finding& finding) {
  if (finding.waived()) return 2;
  return finding.effect() == v1::VERDICT_BLOCK ? 0 : 1;
}

// Those that block, those that leave it undecided, those that do not count.
std::vector<const v1::Finding*> FindingsByWeight(const v1::ReleaseVerdict& verdict) {
  std::vector<const v1::Finding*> findings;
  for (const v1::Finding& finding : verdict.findings()) findings.push_back(&finding);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const v1::Finding* a, const v1::Finding* b) {
                     return WeightOfFinding(*a) < WeightOfFinding(*b);
                   });
  return findings;
}

}  // namespace

void WriteFindings(const ReleaseFile& file, HtmlText& html) {
  if (!file.verdict) return;
  html.Tag("<section id=\"findings\"><h2>Findings</h2>\n");
  if (file.verdict->findings().empty()) {
    html.Tag("<p>There are none.</p></section>\n");
    return;
  }
  html.OpenScroll("Findings");
  html.Tag(
      "<table><caption>Why it does not pass; waived findings do not count</caption>\n<thead><tr>"
      "<th scope=\"col\">Finding</th><th scope=\"col\">Effect</th><th scope=\"col\">Subject</th>"
      "<th scope=\"col\">What was found</th><th scope=\"col\" class=\"figure\">Examples</th>"
      "<th scope=\"col\">Stage</th><th scope=\"col\">Roll back</th>"
      "<th scope=\"col\">Waived</th></tr></thead>\n<tbody>\n");
  for (const v1::Finding* finding : FindingsByWeight(*file.verdict))
    FindingRow(file, *finding, html);
  html.Tag("</tbody></table></div>\n</section>\n");
}

}  // namespace winnow::release
