// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/html_report.h"

#include "server/release/report/banner.h"
#include "server/release/report/comparison_order.h"
#include "server/release/report/comparison_section.h"
#include "server/release/report/finding_section.h"
#include "server/release/report/guardrail_section.h"
#include "server/release/report/html_text.h"
#include "server/release/report/lineage_section.h"
#include "server/release/report/page_style.h"
#include "server/release/report/relabel_section.h"
#include "server/release/report/report_words.h"
#include "server/release/report/rollout_section.h"
#include "server/release/report/subject_section.h"
#include "server/release/report/waiver_section.h"

namespace winnow::release {
namespace {

// Nothing may be loaded or run, whatever stood in a text: escaping is the first fence, this the
// other.
void WriteHead(const ReleaseFile& file, HtmlText& html) {
  html.Tag(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
  html.Text(file.verdict ? VerdictWord(file.verdict->verdict()) : "No verdict").Tag(": release ");
  html.Text(LastPart(file.release.name())).Tag("</title>\n");
  WriteStyle(html);
  html.Tag("</head>\n");
}

void WriteContents(const ReleaseFile& file, HtmlText& html) {
  html.Tag(
      "<nav aria-label=\"Contents\"><ul>\n<li><a href=\"#compared\">What is compared</a></li>\n");
  if (file.verdict) {
    html.Tag(
        "<li><a href=\"#findings\">Findings</a></li>\n"
        "<li><a href=\"#comparisons\">Comparisons</a></li>\n"
        "<li><a href=\"#changes\">Changes of the data</a></li>\n");
  }
  if (!file.release.number_guardrails().empty()) {
    html.Tag("<li><a href=\"#guardrails\">Numbers with a limit</a></li>\n");
  }
  html.Tag("<li><a href=\"#rollouts\">Rollouts</a></li>\n");
  if (!file.release.waivers().empty()) html.Tag("<li><a href=\"#waivers\">Waivers</a></li>\n");
  html.Tag("<li><a href=\"#lineage\">Lineage</a></li>\n");
  if (file.verdict) html.Tag("<li><a href=\"#digests\">Digests</a></li>\n");
  if (file.verdict && static_cast<std::size_t>(file.verdict->comparisons_size()) > kMostPlotted) {
    html.Tag("<li><a href=\"#others\">Other comparisons</a></li>\n");
  }
  html.Tag("</ul></nav>\n");
}

}  // namespace

std::string HtmlReport(const ReleaseFile& file) {
  HtmlText html;
  WriteHead(file, html);
  html.Tag("<body><main>\n<h1>Release ").Text(LastPart(file.release.name()));
  html.Tag("</h1>\n<p class=\"pair\">").Text(file.release.candidate_release());
  html.Tag(" against ").Text(file.release.baseline_release()).Tag("</p>\n");
  WriteBanner(file, html);
  WriteContents(file, html);
  WriteSubject(file, html);
  WriteFindings(file, html);
  WriteComparisons(file, html);
  WriteDataChanges(file, html);
  WriteNumberGuardrails(file, html);
  WriteRollouts(file, html);
  WriteWaivers(file, html);
  WriteLineage(file, html);
  WriteOtherComparisons(file, html);
  html.Tag("</main></body></html>\n");
  return std::move(html).Take();
}

}  // namespace winnow::release
