// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/release_view.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "client/enum_name.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

constexpr double kPointsPerUnit = 100;

std::string Points(double rate) { return absl::StrFormat("%+.2f", rate * kPointsPerUnit); }

std::string IntervalText(const v1::Comparison& line) {
  if (!line.has_lower() || !line.has_upper()) return "none";
  return absl::StrCat("[", Points(line.lower()), ", ", Points(line.upper()), "]");
}

std::string NeedText(const v1::Comparison& line) {
  if (!line.has_need()) return "";
  std::string text = EnumName(line.need().gap());
  if (line.need().draws() > 0) absl::StrAppend(&text, ", ", line.need().draws(), " draws");
  if (line.need().clusters() > 0) absl::StrAppend(&text, ", ", line.need().clusters(), " clusters");
  return text;
}

std::string SliceText(const v1::Comparison& line) {
  if (!line.slice().empty()) return line.slice();
  return line.guardrail() == v1::GUARDRAIL_KIND_UNSPECIFIED ? "(all)" : EnumName(line.guardrail());
}

void PrintComparisons(const v1::ReleaseVerdict& verdict, std::ostream& out) {
  if (verdict.comparisons().empty()) return;
  Table table({{"slice"},
               {"measure"},
               {"verdict"},
               {"change", true},
               {"interval"},
               {"budget", true},
               {"draws", true},
               {"labeled", true},
               {"missing", true},
               {"clusters", true},
               {"would decide"}});
  for (const v1::Comparison& line : verdict.comparisons()) {
    table.Add({SliceText(line), line.measure(), EnumName(line.verdict()),
               line.has_change() ? Points(line.change()) : "none", IntervalText(line),
               Points(line.budget()), absl::StrCat(line.draws()), absl::StrCat(line.labeled()),
               absl::StrCat(line.missing()), absl::StrCat(line.clusters()), NeedText(line)});
  }
  out << "\nchanges in points: hundredths of an error per unit, less is better\n";
  table.Print(out);
}

void PrintRelabels(const v1::ReleaseVerdict& verdict, std::ostream& out) {
  if (verdict.relabels().empty()) return;
  Table table({{"trained on"},
               {"before"},
               {"members", true},
               {"added", true},
               {"removed", true},
               {"by policy", true},
               {"by adjudication", true},
               {"by correction", true},
               {"unexplained", true}});
  for (const v1::RelabelCount& line : verdict.relabels()) {
    // Of a queue whose data sets the caller may not read.
    if (line.digest().empty() && line.members() == 0) {
      table.Add({line.dataset(), "hidden", "", "", "", "", "", "", ""});
      continue;
    }
    table.Add({line.dataset(), line.before(), absl::StrCat(line.members()),
               absl::StrCat(line.added()), absl::StrCat(line.removed()),
               absl::StrCat(line.by_policy()), absl::StrCat(line.by_adjudication()),
               absl::StrCat(line.by_correction()), absl::StrCat(line.unexplained())});
  }
  out << "\n";
  table.Print(out);
}

void PrintPolicyEffects(const v1::ReleaseVerdict& verdict, std::ostream& out) {
  if (verdict.policy_effects().empty()) return;
  Table table(
      {{"model release"}, {"labels by"}, {"instead of"}, {"items", true}, {"change", true}});
  for (const v1::PolicyEffect& line : verdict.policy_effects()) {
    table.Add({line.model_release(), line.rubric_after(), line.rubric_before(),
               absl::StrCat(line.items()), Points(line.change())});
  }
  out << "\nwhat the label policy alone changes, in points\n";
  table.Print(out);
}

}  // namespace

std::vector<Column> ReleaseColumns() {
  return {{"release"}, {"evaluation"},     {"baseline"}, {"candidate"},      {"rubric"},
          {"risk"},    {"outcomes", true}, {"rollout"},  {"verdicts", true}, {"created"}};
}

Cells ReleaseCells(const v1::Release& release) {
  return {release.name(),
          release.evaluation(),
          release.baseline_release(),
          release.candidate_release(),
          release.rubric(),
          EnumName(release.risk_class()),
          absl::StrCat(release.outcomes()),
          release.rollouts().empty() ? "" : EnumName(release.rollouts().rbegin()->stage()),
          absl::StrCat(release.verdicts()),
          FormatTime(release.create_time())};
}

void PrintRelease(const v1::Release& release, std::ostream& out) {
  Table table(ReleaseColumns());
  table.Add(ReleaseCells(release));
  table.Print(out);
}

void PrintVerdict(const v1::ReleaseVerdict& verdict, std::ostream& out) {
  Table table({{"verdict"},
               {"name"},
               {"look"},
               {"items", true},
               {"complete", true},
               {"missing rollouts"},
               {"slices marked"},
               {"digest"}});
  const std::string missing =
      absl::StrJoin(verdict.missing_stages(), ", ", [](std::string* text, int stage) {
        absl::StrAppend(text, EnumName(static_cast<v1::RolloutStage>(stage)));
      });
  table.Add({EnumName(verdict.verdict()), verdict.name(),
             absl::StrCat(verdict.look(), " of ", verdict.looks()), absl::StrCat(verdict.items()),
             absl::StrCat(verdict.complete_items()), missing,
             absl::StrJoin(verdict.marked_slices(), ", "), verdict.digest().substr(0, 16)});
  table.Print(out);
  PrintFindings(verdict.findings(), out);
  PrintComparisons(verdict, out);
  PrintPolicyEffects(verdict, out);
  PrintRelabels(verdict, out);
}

void PrintFindings(const google::protobuf::RepeatedPtrField<v1::Finding>& findings,
                   std::ostream& out) {
  if (findings.empty()) return;
  Table table({{"finding"}, {"effect"}, {"subject"}, {"stage"}, {"roll back"}, {"what"}});
  for (const v1::Finding& finding : findings) {
    table.Add({EnumName(finding.kind()), finding.waived() ? "waived" : EnumName(finding.effect()),
               finding.subject(),
               finding.stage() == v1::STAGE_UNSPECIFIED ? "" : EnumName(finding.stage()),
               finding.rollback_target() == v1::COMPONENT_UNSPECIFIED
                   ? ""
                   : EnumName(finding.rollback_target()),
               finding.message()});
  }
  out << "\n";
  table.Print(out);
}

void PrintWaiver(const v1::Waiver& waiver, std::ostream& out) {
  Table table({{"finding"}, {"subject"}, {"until"}, {"by"}, {"reason"}});
  table.Add({EnumName(waiver.kind()), waiver.subject(), FormatTime(waiver.expire_time()),
             waiver.approver(), waiver.reason()});
  table.Print(out);
}

void PrintRollout(const v1::Rollout& rollout, std::ostream& out) {
  Table table({{"number", true}, {"stage"}, {"requests", true}, {"slices", true}, {"rolled back"}});
  uint64_t requests = rollout.requests();
  if (requests == 0) {
    for (const v1::RolloutSlice& slice : rollout.slices()) requests += slice.requests();
  }
  const bool rolled_back = rollout.stage() == v1::ROLLOUT_STAGE_ROLLED_BACK;
  table.Add({absl::StrCat(rollout.number()), EnumName(rollout.stage()), absl::StrCat(requests),
             absl::StrCat(rollout.slices_size()),
             rolled_back ? absl::StrCat(EnumName(rollout.rollback_target()), " to ",
                                        rollout.rollback_version())
                         : ""});
  table.Print(out);
}

}  // namespace winnow::client::cli
