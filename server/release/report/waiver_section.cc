// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/waiver_section.h"

#include "server/release/report/report_words.h"

namespace winnow::release {

void WriteWaivers(const ReleaseFile& file, HtmlText& html) {
  if (file.release.waivers().empty()) return;
  html.Tag("<section id=\"waivers\"><h2>Waivers</h2>\n");
  html.OpenScroll("Waivers");
  html.Tag(
      "<table><caption>Findings that somebody answers for</caption>\n<thead><tr>"
      "<th scope=\"col\">Finding</th><th scope=\"col\">Subject</th><th scope=\"col\">Why</th>"
      "<th scope=\"col\">Approved by</th><th scope=\"col\">From</th>"
      "<th scope=\"col\">Until</th></tr></thead>\n<tbody>\n");
  for (const v1::Waiver& waiver : file.release.waivers()) {
    html.Tag("<tr>").RowHead(FindingWords(waiver.kind()));
    html.Cell(waiver.subject().empty() ? "all of the kind" : waiver.subject());
    html.Tag("<td class=\"long\">").Text(waiver.reason()).Tag("</td>").Cell(waiver.approver());
    html.Cell(MinuteText(waiver.create_time())).Cell(MinuteText(waiver.expire_time()));
    html.Tag("</tr>\n");
  }
  html.Tag("</tbody></table></div>\n</section>\n");
}

}  // namespace winnow::release
