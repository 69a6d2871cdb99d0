// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/evaluation_view.h"

#include "absl/strings/str_cat.h"
#include "client/cli/batch_view.h"
#include "client/enum_name.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

std::string FormatReleases(const v1::Evaluation& evaluation) {
  return absl::StrCat(evaluation.release_under_test().baseline_release(), ",",
                      evaluation.release_under_test().candidate_release());
}

void PrintPhases(const v1::Evaluation& evaluation, std::ostream& out) {
  Table table({{"phase", true},
               {"requested", true},
               {"sampled", true},
               {"eligible", true},
               {"lost", true},
               {"seed"},
               {"drawn"},
               {"digest"}});
  for (const v1::EvaluationPhase& phase : evaluation.phases()) {
    table.Add({absl::StrCat(phase.number()), absl::StrCat(phase.requested()),
               absl::StrCat(phase.sampled()), absl::StrCat(phase.eligible()),
               absl::StrCat(phase.lost()), absl::StrCat(absl::Hex(phase.seed(), absl::kZeroPad16)),
               FormatTime(phase.create_time()), phase.digest()});
  }
  table.Print(out);
}

Cells CountCells(const std::string& slice, const v1::EvaluationCounts& counts) {
  return {slice,
          absl::StrCat(counts.sampled()),
          absl::StrCat(counts.labeled()),
          absl::StrCat(counts.leased()),
          absl::StrCat(counts.pending()),
          absl::StrCat(counts.returned()),
          absl::StrCat(counts.dead_lettered()),
          absl::StrCat(counts.withdrawn())};
}

void PrintCounts(const v1::Evaluation& evaluation, std::ostream& out) {
  Table table({{"slice"},
               {"sampled", true},
               {"labeled", true},
               {"leased", true},
               {"pending", true},
               {"returned", true},
               {"dead_lettered", true},
               {"withdrawn", true}});
  for (const v1::EvaluationSlice& slice : evaluation.slices()) {
    table.Add(CountCells(slice.slice(), slice.counts()));
  }
  table.Add(CountCells("(all)", evaluation.total()));
  table.Print(out);
}

}  // namespace

std::vector<Column> EvaluationColumns() {
  return {{"evaluation"},    {"state"},         {"releases"}, {"phases", true}, {"sampled", true},
          {"labeled", true}, {"pending", true}, {"created"},  {"closed"}};
}

Cells EvaluationCells(const v1::Evaluation& evaluation) {
  return {IdOf(evaluation.name()),
          EnumName(evaluation.state()),
          FormatReleases(evaluation),
          absl::StrCat(evaluation.phases_size()),
          absl::StrCat(evaluation.total().sampled()),
          absl::StrCat(evaluation.total().labeled()),
          absl::StrCat(evaluation.total().pending()),
          FormatTime(evaluation.create_time()),
          FormatTime(evaluation.close_time())};
}

void PrintEvaluation(const v1::Evaluation& evaluation, std::ostream& out) {
  Table table({{"field"}, {"value"}});
  table.Add({"evaluation", evaluation.name()});
  table.Add({"state", EnumName(evaluation.state())});
  table.Add({"releases", FormatReleases(evaluation)});
  table.Add({"budget", absl::StrCat(evaluation.budget())});
  table.Add({"looks", absl::StrCat(evaluation.looks())});
  table.Add({"policy", evaluation.policy()});
  table.Add({"policy_hash", evaluation.policy_hash()});
  table.Add({"created", FormatTime(evaluation.create_time())});
  table.Add({"closed", FormatTime(evaluation.close_time())});
  table.Print(out);
  out << "\n";
  PrintPhases(evaluation, out);
  out << "\n";
  PrintCounts(evaluation, out);
}

void PrintEvaluationAndPhase(const v1::GetEvaluationResponse& response, std::ostream& out) {
  PrintEvaluation(response.evaluation(), out);
  if (!response.has_manifest()) return;
  out << "\n";
  Table table({{"phase"}, {absl::StrCat(response.manifest().evaluation_phase())}});
  AddManifest(response.manifest(), table);
  table.Print(out);
  PrintContents(response.manifest(), response.items(), out);
}

}  // namespace winnow::client::cli
