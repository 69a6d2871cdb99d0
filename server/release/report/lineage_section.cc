// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/lineage_section.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/release/report/report_words.h"
#include "server/release/report/version_digests.h"

namespace winnow::release {
namespace {

// A map of a message has no order.
std::string DetailsText(const v1::LineageStep& step) {
  const std::map<std::string, std::string> ordered(step.details().begin(), step.details().end());
  return absl::StrJoin(ordered, ", ", [](std::string* out, const auto& detail) {
    absl::StrAppend(out, detail.first, " ", detail.second);
  });
}

void StepRow(const v1::LineageStep& step, HtmlText& html) {
  html.Tag("<tr>").RowHead(LineageWords(step.kind())).Cell(step.name()).Cell(step.parent());
  html.Tag("<td>").Digest(step.digest()).Tag("</td>").Cell(MinuteText(step.time()));
  html.Tag("<td class=\"long\">").Text(DetailsText(step)).Tag("</td></tr>\n");
}

// Where the steps are that the page leaves out.
void WriteWhatIsLeftOut(const ReleaseFile& file, std::size_t shown, HtmlText& html) {
  const std::string all = CountText(file.lineage.size());
  if (file.is_lineage_cut) {
    html.Tag("<p>The first ")
        .Text(CountText(shown))
        .Tag(" steps. The export as JSON has the first ");
    html.Text(all).Tag(", <code>winnow release trace ").Text(file.release.name());
    html.Tag("</code> tells all of them.</p>\n");
  } else if (shown < file.lineage.size()) {
    html.Tag("<p>The first ").Text(CountText(shown)).Tag(" of ").Text(all);
    html.Tag(" steps; the export as JSON has all of them.</p>\n");
  }
}

void WriteLineageSteps(const ReleaseFile& file, HtmlText& html) {
  const std::vector<v1::LineageStep>& steps = file.lineage;
  const std::size_t shown = std::min(steps.size(), kMostLineageSteps);
  WriteWhatIsLeftOut(file, shown, html);
  html.OpenScroll("Lineage");
  html.Tag(
      "<table><caption>Steps that this release rests on</caption>\n<thead><tr>"
      "<th scope=\"col\">Step</th><th scope=\"col\">Name</th><th scope=\"col\">Follows from</th>"
      "<th scope=\"col\">SHA-256</th><th scope=\"col\">When</th><th scope=\"col\">Details</th>"
      "</tr></thead>\n<tbody>\n");
  for (std::size_t i = 0; i < shown; ++i) StepRow(steps[i], html);
  html.Tag("</tbody></table></div>\n");
}

void DigestRow(absl::string_view what, absl::string_view digest, HtmlText& html) {
  if (digest.empty()) return;
  html.Tag("<tr>").RowHead(what).Tag("<td><code class=\"whole\">").Text(digest);
  html.Tag("</code></td></tr>\n");
}

void WriteDigests(const ReleaseFile& file, HtmlText& html) {
  html.Tag("<section id=\"digests\"><h2>Digests</h2>\n").OpenScroll("Digests");
  html.Tag(
      "<table><caption>SHA-256 of what the verdict rests on</caption>\n<thead><tr>"
      "<th scope=\"col\">Of</th><th scope=\"col\">Digest</th></tr></thead>\n<tbody>\n");
  DigestRow(file.verdict->name(), file.verdict->digest(), html);
  DigestRow(file.release.evaluation(), file.verdict->evaluation_digest(), html);
  DigestRow("outcomes", file.verdict->outcomes_digest(), html);
  for (const auto& versions : {CandidateVersions(file), BaselineVersions(file)}) {
    for (const VersionDigest& version : versions) DigestRow(version.name, version.digest, html);
  }
  html.Tag("</tbody></table></div>\n</section>\n");
}

}  // namespace

void WriteLineage(const ReleaseFile& file, HtmlText& html) {
  html.Tag("<section id=\"lineage\"><h2>Lineage</h2>\n");
  if (file.lineage.empty()) {
    html.Tag("<p>No step is known.</p>\n");
  } else {
    WriteLineageSteps(file, html);
  }
  html.Tag("</section>\n");
  if (file.verdict) WriteDigests(file, html);
}

}  // namespace winnow::release
