// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/relabel_section.h"

#include "absl/strings/str_cat.h"
#include "server/release/report/report_words.h"
#include "server/release/report/shown_relabels.h"

namespace winnow::release {
namespace {

void WriteRelabelTable(const v1::ReleaseVerdict& verdict, HtmlText& html) {
  html.OpenScroll("Changes of the data");
  html.Tag(
      "<table><caption>Members and labels that changed, by cause</caption>\n<thead><tr>"
      "<th scope=\"col\">Version</th><th scope=\"col\">Compared with</th>"
      "<th scope=\"col\" class=\"figure\">Members</th>"
      "<th scope=\"col\" class=\"figure\">Added</th>"
      "<th scope=\"col\" class=\"figure\">Removed</th>"
      "<th scope=\"col\" class=\"figure\">Relabeled by policy</th>"
      "<th scope=\"col\" class=\"figure\">by adjudication</th>"
      "<th scope=\"col\" class=\"figure\">by correction</th>"
      "<th scope=\"col\" class=\"figure\">unexplained</th></tr></thead>\n<tbody>\n");
  for (const v1::RelabelCount& count : verdict.relabels()) {
    html.Tag("<tr>").RowHead(count.dataset());
    if (!AreShown(count)) {
      html.Tag("<td colspan=\"8\">not shown: you may read no data set of its queue</td></tr>\n");
      continue;
    }
    html.Cell(count.before().empty() ? "nothing" : count.before());
    html.Figure(CountText(count.members())).Figure(CountText(count.added()));
    html.Figure(CountText(count.removed())).Figure(CountText(count.by_policy()));
    html.Figure(CountText(count.by_adjudication())).Figure(CountText(count.by_correction()));
    html.Figure(CountText(count.unexplained())).Tag("</tr>\n");
  }
  html.Tag("</tbody></table></div>\n");
}

void WritePolicyEffects(const v1::ReleaseVerdict& verdict, HtmlText& html) {
  html.Tag(
      "<h3>Effects of the label policy</h3>\n<p>The same items under two rubric revisions: a "
      "change of what is asked of labels, not of a model.</p>\n");
  html.OpenScroll("Effects of the label policy");
  html.Tag(
      "<table><caption>Change of the error rate by policy alone</caption>\n<thead><tr>"
      "<th scope=\"col\">Model release</th><th scope=\"col\">Rubric before</th>"
      "<th scope=\"col\">Rubric after</th><th scope=\"col\" class=\"figure\">Items</th>"
      "<th scope=\"col\" class=\"figure\">Change in points</th></tr></thead>\n<tbody>\n");
  for (const v1::PolicyEffect& effect : verdict.policy_effects()) {
    html.Tag("<tr>").RowHead(effect.model_release()).Cell(effect.rubric_before());
    html.Cell(effect.rubric_after()).Figure(CountText(effect.items()));
    html.Figure(Points(effect.change())).Tag("</tr>\n");
  }
  html.Tag("</tbody></table></div>\n");
}

}  // namespace

void WriteDataChanges(const ReleaseFile& file, HtmlText& html) {
  if (!file.verdict) return;
  html.Tag("<section id=\"changes\"><h2>Changes of the data</h2>\n");
  if (file.verdict->relabels().empty()) {
    html.Tag("<p>The release names no data set.</p>\n");
  } else {
    WriteRelabelTable(*file.verdict, html);
  }
  if (!file.verdict->policy_effects().empty()) WritePolicyEffects(*file.verdict, html);
  html.Tag("</section>\n");
}

}  // namespace winnow::release
