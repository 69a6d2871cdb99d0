// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/release/report/rollout_section.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "server/release/gate/served_requests.h"
#include "server/release/report/report_words.h"

namespace winnow::release {
namespace {

// Of the slices at risk, in each row.
constexpr std::size_t kMostSlicesAtRisk = 20;

std::string ResponseText(const v1::Rollout& rollout) {
  if (!rollout.has_owner_response()) return "";
  return absl::FormatDuration(absl::Seconds(rollout.owner_response().seconds()));
}

// Adds slices at risk with their requests, those that served fewer than the plan asks for or those
// that served enough, up to the most.
void AddRiskSlices(const v1::CanaryPlan& plan, const ServedRequests& served, bool is_below,
                   std::vector<std::string>& parts) {
  const uint64_t least = LeastSliceRequests(plan);
  for (const std::string& slice : plan.slices_at_risk()) {
    if (parts.size() == kMostSlicesAtRisk) return;
    const uint64_t requests = served.Of(slice);
    if ((requests < least) != is_below) continue;
    parts.push_back(absl::StrCat(slice, " ", requests == 0 ? "none" : CountText(requests)));
  }
}

// "far-field none, clinics 120 and 3 more", of the slices at risk: those that served too few first.
std::string RiskSlices(const v1::CanaryPlan& plan, const v1::Rollout& rollout) {
  const ServedRequests served(rollout);
  std::vector<std::string> parts;
  for (const bool is_below : {true, false}) AddRiskSlices(plan, served, is_below, parts);
  const auto all = static_cast<std::size_t>(plan.slices_at_risk_size());
  return absl::StrCat(
      absl::StrJoin(parts, ", "),
      all == parts.size() ? "" : absl::StrCat(" and ", CountText(all - parts.size()), " more"));
}

std::string RollbackText(const v1::Rollout& rollout) {
  if (rollout.rollback_target() == v1::COMPONENT_UNSPECIFIED) return "";
  return absl::StrCat(ComponentWords(rollout.rollback_target()), " to ",
                      rollout.rollback_version());
}

void WriteRolloutSteps(const v1::Release& release, HtmlText& html) {
  html.OpenScroll("Rollouts");
  html.Tag(
      "<table><caption>Steps into production</caption>\n<thead><tr><th scope=\"col\">Step</th>"
      "<th scope=\"col\">When</th><th scope=\"col\" class=\"figure\">Requests</th>"
      "<th scope=\"col\">Slices at risk</th><th scope=\"col\">Owner responded in</th>"
      "<th scope=\"col\">Rolled back</th><th scope=\"col\">Recorded by</th></tr></thead>\n"
      "<tbody>\n");
  for (const v1::Rollout& rollout : release.rollouts()) {
    html.Tag("<tr>").RowHead(absl::StrCat(rollout.number(), " ", RolloutWords(rollout.stage())));
    html.Cell(MinuteText(rollout.create_time())).Figure(CountText(AllRequestsOf(rollout)));
    html.Cell(RiskSlices(release.canary(), rollout)).Cell(ResponseText(rollout));
    html.Cell(RollbackText(rollout)).Cell(rollout.recorder()).Tag("</tr>\n");
  }
  html.Tag("</tbody></table></div>\n");
}

// As the gate takes them: a figure of another plane is another figure.
bool Watches(const v1::RollbackTrigger& trigger, const v1::Telemetry& figure) {
  return trigger.name() == figure.name() && trigger.plane() == figure.plane();
}

const v1::RollbackTrigger* TriggerOf(const v1::CanaryPlan& plan, const v1::Telemetry& figure) {
  for (const v1::RollbackTrigger& trigger : plan.triggers()) {
    if (Watches(trigger, figure)) return &trigger;
  }
  return nullptr;
}

void FigureRow(const v1::CanaryPlan& plan, const v1::Rollout& rollout, const v1::Telemetry& figure,
               HtmlText& html) {
  const v1::RollbackTrigger* trigger = TriggerOf(plan, figure);
  html.Tag("<tr>").RowHead(figure.name());
  html.Cell(absl::StrCat(rollout.number(), " ", RolloutWords(rollout.stage())));
  html.Cell(PlaneWords(figure.plane())).Figure(Decimal(figure.value()));
  html.Figure(trigger == nullptr ? "no limit" : Decimal(trigger->limit()));
  if (trigger == nullptr) {
    html.Cell("watched by no trigger");
  } else if (figure.value() > trigger->limit()) {
    html.Tag("<td><span class=\"word block\">ABOVE</span> roll back ");
    html.Text(trigger->target() == v1::COMPONENT_UNSPECIFIED ? "by plane"
                                                             : ComponentWords(trigger->target()));
    html.Tag("</td>");
  } else {
    html.Tag("<td><span class=\"word pass\">WITHIN</span></td>");
  }
  html.Tag("</tr>\n");
}

void MissingRow(const v1::Rollout& rollout, const v1::RollbackTrigger& trigger, HtmlText& html) {
  html.Tag("<tr>").RowHead(trigger.name());
  html.Cell(absl::StrCat(rollout.number(), " ", RolloutWords(rollout.stage())));
  html.Cell(PlaneWords(trigger.plane())).Figure("").Figure(Decimal(trigger.limit()));
  html.Tag("<td><span class=\"word undecided\">NOT REPORTED</span></td></tr>\n");
}

bool Reports(const v1::Rollout& rollout, const v1::RollbackTrigger& trigger) {
  return std::any_of(rollout.telemetry().begin(), rollout.telemetry().end(),
                     [&](const v1::Telemetry& figure) { return Watches(trigger, figure); });
}

void WriteTelemetry(const v1::Release& release, HtmlText& html) {
  html.OpenScroll("Figures of rollouts");
  html.Tag(
      "<table><caption>Figures of rollouts and their triggers</caption>\n<thead><tr>"
      "<th scope=\"col\">Figure</th><th scope=\"col\">Step</th><th scope=\"col\">Plane</th>"
      "<th scope=\"col\" class=\"figure\">Value</th>"
      "<th scope=\"col\" class=\"figure\">Trigger above</th><th scope=\"col\">State</th></tr>"
      "</thead>\n<tbody>\n");
  for (const v1::Rollout& rollout : release.rollouts()) {
    for (const v1::Telemetry& figure : rollout.telemetry()) {
      FigureRow(release.canary(), rollout, figure, html);
    }
    const bool is_watched =
        rollout.stage() == v1::ROLLOUT_STAGE_SHADOW || rollout.stage() == v1::ROLLOUT_STAGE_CANARY;
    for (const v1::RollbackTrigger& trigger : release.canary().triggers()) {
      if (is_watched && !Reports(rollout, trigger)) MissingRow(rollout, trigger, html);
    }
  }
  html.Tag("</tbody></table></div>\n");
}

void WriteMissingStages(const ReleaseFile& file, HtmlText& html) {
  if (!file.verdict || file.verdict->missing_stages().empty()) return;
  std::vector<std::string> stages;
  for (const int stage : file.verdict->missing_stages()) {
    stages.push_back(RolloutWords(static_cast<v1::RolloutStage>(stage)));
  }
  html.Tag("<p>Still to come before all traffic: ")
      .Text(absl::StrJoin(stages, ", "))
      .Tag(".</p>\n");
}

}  // namespace

void WriteRollouts(const ReleaseFile& file, HtmlText& html) {
  html.Tag("<section id=\"rollouts\"><h2>Rollouts</h2>\n");
  WriteMissingStages(file, html);
  if (file.release.rollouts().empty()) {
    html.Tag("<p>There are none yet.</p></section>\n");
    return;
  }
  if (file.verdict &&
      file.verdict->rollouts() < static_cast<uint32_t>(file.release.rollouts_size())) {
    html.Tag("<p>The verdict takes the first ").Text(CountText(file.verdict->rollouts()));
    html.Tag(" into account.</p>\n");
  }
  WriteRolloutSteps(file.release, html);
  WriteTelemetry(file.release, html);
  html.Tag("</section>\n");
}

}  // namespace winnow::release
