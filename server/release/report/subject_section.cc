// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/subject_section.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "server/release/report/report_words.h"
#include "server/release/report/version_digests.h"

namespace winnow::release {
namespace {

void WritePair(HtmlText& html, Markup name, absl::string_view value) {
  if (value.empty()) return;
  html.Tag("<div><dt>").Tag(name).Tag("</dt><dd>").Text(value).Tag("</dd></div>\n");
}

std::string RiskText(v1::RiskClass risk) {
  switch (risk) {
    case v1::RISK_CLASS_LOW:
      return "low: the gate alone";
    case v1::RISK_CLASS_HIGH:
      return "high: the gate, a shadow run and a canary";
    default:
      return "medium: the gate and a canary";
  }
}

void WriteComponents(const v1::Release& release, HtmlText& html) {
  html.Tag(
      "<table><caption>What changes</caption>\n<thead><tr><th scope=\"col\">Component</th>"
      "<th scope=\"col\">In use (baseline)</th><th scope=\"col\">Candidate</th></tr></thead>"
      "\n<tbody>\n");
  html.Tag("<tr>").RowHead("model").Cell(release.baseline_release());
  html.Cell(release.candidate_release()).Tag("</tr>\n");
  for (const v1::ComponentChange& change : release.components()) {
    html.Tag("<tr>").RowHead(ComponentWords(change.component()));
    html.Cell(change.baseline_version().empty() ? "none" : change.baseline_version());
    html.Cell(change.candidate_version()).Tag("</tr>\n");
  }
  html.Tag("</tbody></table>\n");
}

std::string LookText(const v1::ReleaseVerdict& verdict) {
  return absl::StrCat("look ", verdict.look(), " of ", verdict.looks(), "; ",
                      CountText(verdict.complete_items()), " of ",
                      Counted(verdict.items(), "item", "items"), " complete");
}

}  // namespace

void WriteSubject(const ReleaseFile& file, HtmlText& html) {
  const v1::Release& release = file.release;
  html.Tag("<section id=\"compared\"><h2>What is compared</h2>\n");
  html.OpenScroll("What changes");
  WriteComponents(release, html);
  html.Tag("</div>\n<dl>\n");
  WritePair(html, "Evaluation", release.evaluation());
  if (file.verdict) {
    WritePair(html, "Rubric", file.verdict->rubric());
    WritePair(html, "Evidence", LookText(*file.verdict));
  } else {
    WritePair(html, "Rubric", release.rubric());
  }
  WritePair(html, "Budget of all slices",
            absl::StrCat(Points(release.aggregate_budget()), " points"));
  WritePair(html, "Budget of a slice",
            absl::StrCat(Points(release.slice_budget()), " points, where it has none of its own"));
  WritePair(html, "Comes as a whole", release.cluster_attribute());
  WritePair(html, "Risk", RiskText(release.risk_class()));
  WritePair(html, "Author", release.author());
  WritePair(html, "Created", MinuteText(release.create_time()));
  html.Tag("</dl>\n</section>\n");
}

}  // namespace winnow::release
