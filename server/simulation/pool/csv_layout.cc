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
  layout.near_duplicate = "text_group";
  layout.sensitive = "sensitive_proxy";
  layout.compared_with = "whisper_md";
  layout.incumbent_units = "inc_words";
  return layout;
}

CsvLayout CallLayout() {
  CsvLayout layout;
  layout.slice = {"sector", "role"};
  layout.cluster = "speaker_key";
  return layout;
}

// Tasks are right or wrong, whatever the number of words.
CsvLayout AgentLayout() {
  CsvLayout layout;
  layout.slice = {"scenario", "device"};
  layout.cluster = "session_key";
  layout.near_duplicate = "pair_key";
  layout.errors_prefix = "";
  layout.errors_suffix = "_task_err";
  layout.reference_units = "";
  layout.committee_disagreement = "u_intent_committee";
  layout.label_range = 1;
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
  layout.incumbent_units = "inc_words";
  layout.near_duplicate = "text_group";
  layout.sensitive = "sensitive_proxy";
  return layout;
}

void KeepIfThere(const CsvTable& table, std::string& column) {
  if (!table.Has(column)) column.clear();
}

}  // namespace

CsvLayout LayoutOf(const CsvTable& table) {
  CsvLayout layout = table.Has("accent") && table.Has("source")     ? AccentLayout()
                     : table.Has("sector") && table.Has("role")     ? CallLayout()
                     : table.Has("scenario") && table.Has("device") ? AgentLayout()
                     : table.Has("city") && table.Has("gender")     ? TranscriberLayout()
                                                                    : PlainLayout();
  for (std::string* column : {&layout.cluster, &layout.near_duplicate, &layout.sensitive,
                              &layout.incumbent_units, &layout.committee_disagreement}) {
    KeepIfThere(table, *column);
  }
  return layout;
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
