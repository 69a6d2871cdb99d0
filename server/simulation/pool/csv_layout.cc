// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/pool/csv_layout.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace winnow::simulation {
namespace {

CsvLayout AccentLayout() {
  CsvLayout layout;
  layout.slice = {"source", "accent"};
  layout.cluster = "speaker_key";
  layout.compared_with = "whisper_md";
  return layout;
}

CsvLayout CallLayout() {
  CsvLayout layout;
  layout.slice = {"sector", "role"};
  layout.cluster = "speaker_key";
  return layout;
}

CsvLayout AgentLayout() {
  CsvLayout layout;
  layout.slice = {"scenario", "device"};
  layout.cluster = "session_key";
  layout.near_duplicate = "pair_key";
  layout.committee_disagreement = "u_intent_committee";
  return layout;
}

CsvLayout TranscriberLayout() {
  CsvLayout layout;
  layout.slice = {"city", "gender"};
  layout.cluster = "speaker_key";
  layout.committee_disagreement = "u_transcribers";
  return layout;
}

CsvLayout PlainLayout() {
  CsvLayout layout;
  layout.slice = {"slice"};
  layout.cluster = "speaker_key";
  return layout;
}

// Tasks are right or wrong, whatever the number of words.
void CountTasks(CsvLayout& layout) {
  layout.errors_prefix = "";
  layout.errors_suffix = "_task_err";
  layout.reference_units = "";
  layout.incumbent_units = "";
  layout.label_range = 1;
}

void KeepIfThere(const CsvTable& table, std::string& column) {
  if (!table.Has(column)) column.clear();
}

}  // namespace

CsvLayout LayoutOf(const CsvTable& table, const std::string& baseline) {
  CsvLayout layout = table.Has("accent") && table.Has("source")     ? AccentLayout()
                     : table.Has("sector") && table.Has("role")     ? CallLayout()
                     : table.Has("scenario") && table.Has("device") ? AgentLayout()
                     : table.Has("city") && table.Has("gender")     ? TranscriberLayout()
                                                                    : PlainLayout();
  for (std::string* column : {&layout.cluster, &layout.near_duplicate, &layout.sensitive,
                              &layout.incumbent_units, &layout.committee_disagreement}) {
    KeepIfThere(table, *column);
  }
  if (!table.Has(ErrorsColumn(layout, layout.compared_with))) layout.compared_with.clear();
  CsvLayout tasks = layout;
  CountTasks(tasks);
  if (table.Has(ErrorsColumn(layout, baseline))) return layout;
  const bool has_words = !SystemsOf(table, layout).empty();
  return table.Has(ErrorsColumn(tasks, baseline)) || !has_words ? tasks : layout;
}

std::string ErrorsColumn(const CsvLayout& layout, const std::string& system) {
  return absl::StrCat(layout.errors_prefix, system, layout.errors_suffix);
}

std::vector<std::string> SystemsOf(const CsvTable& table, const CsvLayout& layout) {
  std::vector<std::string> systems;
  for (absl::string_view column : table.columns()) {
    if (absl::ConsumePrefix(&column, layout.errors_prefix) &&
        absl::ConsumeSuffix(&column, layout.errors_suffix)) {
      systems.emplace_back(column);
    }
  }
  return systems;
}

std::optional<std::string> DistanceColumn(const CsvTable& table, const CsvLayout& layout,
                                          const std::string& a, const std::string& b) {
  for (const auto& [one, other] : {std::pair(a, b), std::pair(b, a)}) {
    std::string both = absl::StrCat("d_", one, "__", other);
    if (table.Has(both)) return both;
    std::string to = absl::StrCat("d_", other);
    if (one == layout.compared_with && table.Has(to)) return to;
  }
  return std::nullopt;
}

}  // namespace winnow::simulation
