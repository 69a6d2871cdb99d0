// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/export_csv.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "server/selection/manifest_text.h"

namespace winnow::loop {
namespace {

using selection::ArmText;
using selection::DecimalText;
using selection::NumberText;
using selection::SplitText;
using selection::TimeText;

constexpr absl::string_view kFixedColumns[] = {
    "candidate_id",
    "slice",
    "arm",
    "score",
    "cell_candidates",
    "cell_draws",
    "cell_expectation",
    "inclusion_probability",
    "source",
    "consent_scope",
    "retain_until",
    "rubric",
    "split",
    "model_release",
    "required_labels",
};

// Columns that depend on the items.
struct OpenColumns {
  std::set<std::string> terms;
  std::set<std::string> attributes;
};

OpenColumns ColumnsOf(absl::Span<const ExportItem> items) {
  OpenColumns columns;
  for (const ExportItem& entry : items) {
    if (entry.withdrawn) continue;
    for (const v1::ScoreTerm& term : entry.item.terms()) columns.terms.insert(term.name());
    for (const auto& [key, value] : entry.item.attributes()) columns.attributes.insert(key);
  }
  return columns;
}

std::string Quoted(absl::string_view field) {
  if (field.find_first_of(",\"\r\n") == absl::string_view::npos) return std::string(field);
  return absl::StrCat("\"", absl::StrReplaceAll(field, {{"\"", "\"\""}}), "\"");
}

void WriteRecord(const std::vector<std::string>& fields, ExportPieces& file) {
  std::string line;
  for (const std::string& field : fields)
    absl::StrAppend(&line, line.empty() ? "" : ",", Quoted(field));
  file.Append(absl::StrCat(line, "\r\n"));
}

std::vector<std::string> FieldsOf(const v1::ManifestItem& item, const OpenColumns& columns) {
  std::vector<std::string> fields = {
      item.candidate_id(),
      item.slice(),
      ArmText(item.arm()),
      DecimalText(item.score_micros()),
      absl::StrCat(item.cell_candidates()),
      absl::StrCat(item.cell_draws()),
      absl::StrCat(item.cell_expectation()),
      NumberText(item.inclusion_probability()),
      item.source(),
      item.consent_scope(),
      TimeText(item.retain_until()),
      item.rubric(),
      SplitText(item.split()),
      item.model_release(),
      absl::StrCat(item.required_labels()),
  };
  std::map<std::string, std::string> terms;
  for (const v1::ScoreTerm& term : item.terms()) terms[term.name()] = DecimalText(term.micros());
  for (const std::string& name : columns.terms) fields.push_back(terms[name]);
  for (const std::string& key : columns.attributes) {
    const auto it = item.attributes().find(key);
    fields.push_back(it == item.attributes().end() ? "" : it->second);
  }
  return fields;
}

}  // namespace

void WriteCsv(absl::Span<const ExportItem> items, ExportPieces& file) {
  const OpenColumns columns = ColumnsOf(items);
  std::vector<std::string> header(std::begin(kFixedColumns), std::end(kFixedColumns));
  for (const std::string& name : columns.terms) header.push_back(absl::StrCat("terms.", name));
  for (const std::string& key : columns.attributes)
    header.push_back(absl::StrCat("attributes.", key));
  WriteRecord(header, file);
  for (const ExportItem& entry : items) {
    if (!entry.withdrawn) WriteRecord(FieldsOf(entry.item, columns), file);
  }
}

}  // namespace winnow::loop
