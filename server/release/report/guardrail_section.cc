// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/guardrail_section.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "server/release/report/finding_index.h"
#include "server/release/report/report_words.h"

namespace winnow::release {
namespace {

std::string WithUnit(double value, const std::string& unit) {
  return unit.empty() ? Decimal(value) : absl::StrCat(Decimal(value), " ", unit);
}

const v1::GuardrailNumber* NumberOf(const v1::Release& release, const std::string& guardrail) {
  for (const v1::GuardrailNumber& number : release.numbers()) {
    if (number.guardrail() == guardrail) return &number;
  }
  return nullptr;
}

// What the verdict says: numbers may have come after it.
std::string VerdictOf(const ReleaseFile& file, const v1::NumberGuardrail& guardrail) {
  if (!file.verdict) return "";
  const FindingIndex index(*file.verdict);
  const auto findings = index.OfNumber(guardrail);
  if (!findings.empty()) {
    return absl::StrCat(VerdictWord(findings.front()->effect()),
                        findings.front()->waived() ? " (waived)" : "");
  }
  return SawNumber(*file.verdict, file.release, guardrail.name()) ? "PASS" : "";
}

// A finding about another number than the one beside it.
bool IsOfAnEarlierNumber(const ReleaseFile& file, const std::string& guardrail) {
  return NumberOf(file.release, guardrail) != nullptr &&
         !SawNumber(*file.verdict, file.release, guardrail);
}

void VerdictCell(const ReleaseFile& file, const v1::NumberGuardrail& guardrail, HtmlText& html) {
  const std::string verdict = VerdictOf(file, guardrail);
  html.Tag("<td>");
  if (verdict.empty()) {
    html.Tag("not judged");
  } else {
    html.Verdict(verdict);
    if (IsOfAnEarlierNumber(file, guardrail.name())) {
      html.Tag("<br><span class=\"small\">before this number came</span>");
    }
  }
  html.Tag("</td>");
}

}  // namespace

void WriteNumberGuardrails(const ReleaseFile& file, HtmlText& html) {
  if (file.release.number_guardrails().empty()) return;
  html.Tag("<section id=\"guardrails\"><h2>Numbers with a limit</h2>\n");
  html.OpenScroll("Numbers with a limit");
  html.Tag(
      "<table><caption>The newest number of each guardrail</caption>\n<thead><tr>"
      "<th scope=\"col\">Guardrail</th><th scope=\"col\">Watches</th>"
      "<th scope=\"col\">Verdict</th><th scope=\"col\" class=\"figure\">Number</th>"
      "<th scope=\"col\" class=\"figure\">Limit</th><th scope=\"col\">Submitted</th></tr></thead>"
      "\n<tbody>\n");
  for (const v1::NumberGuardrail& guardrail : file.release.number_guardrails()) {
    const v1::GuardrailNumber* number = NumberOf(file.release, guardrail.name());
    html.Tag("<tr>").RowHead(guardrail.name()).Cell(GuardrailWords(guardrail.kind()));
    VerdictCell(file, guardrail, html);
    html.Figure(number == nullptr ? "not submitted" : WithUnit(number->value(), guardrail.unit()));
    html.Figure(WithUnit(guardrail.limit(), guardrail.unit()));
    html.Cell(number == nullptr ? "" : MinuteText(number->submit_time())).Tag("</tr>\n");
  }
  html.Tag("</tbody></table></div>\n</section>\n");
}

}  // namespace winnow::release
