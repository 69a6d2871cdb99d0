// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/outcome_json.h"

#include "absl/strings/str_cat.h"

namespace winnow::client {
namespace {

Defect ReadCounts(const JsonRow& row, size_t i, v1::Outcome& out) {
  if (row[i].kind != JsonCell::Kind::kObject)
    return RowDefect{"values", "has to be an object of names and counts"};
  for (size_t m = i + 1; m < row[i].next; m = row[m].next) {
    double value = 0;
    Defect defect = ReadNumber(row[m], absl::StrCat("values.", ShowKey(row[m].key)), value);
    if (defect.has_value()) return defect;
    (*out.mutable_values())[row[m].key] = value;
  }
  return std::nullopt;
}

Defect ReadItemMember(const JsonRow& row, size_t i, v1::Outcome& out) {
  const JsonCell& cell = row[i];
  if (cell.key == "candidate_id") return ReadText(cell, cell.key, *out.mutable_candidate_id());
  if (cell.key == "model_release") return ReadText(cell, cell.key, *out.mutable_model_release());
  if (cell.key == "rubric") return ReadText(cell, cell.key, *out.mutable_rubric());
  if (cell.key == "vendor") return ReadText(cell, cell.key, *out.mutable_vendor());
  if (cell.key == "values") return ReadCounts(row, i, out);
  return UnknownKey(cell, "");
}

Defect ReadNumberMember(const JsonCell& cell, v1::GuardrailNumber& out) {
  if (cell.key == "guardrail") return ReadText(cell, cell.key, *out.mutable_guardrail());
  if (cell.key == "model_release") return ReadText(cell, cell.key, *out.mutable_model_release());
  if (cell.key == "unit") return ReadText(cell, cell.key, *out.mutable_unit());
  if (cell.key != "value") return UnknownKey(cell, "");
  double value = 0;
  Defect defect = ReadNumber(cell, cell.key, value);
  out.set_value(value);
  return defect;
}

Defect ReadItem(const JsonRow& row, v1::Outcome& out) {
  for (size_t i = 0; i < row.size(); i = row[i].next) {
    Defect defect = ReadItemMember(row, i, out);
    if (defect.has_value()) return defect;
  }
  if (out.candidate_id().empty()) return RowDefect{"candidate_id", "is missing"};
  if (out.model_release().empty()) return RowDefect{"model_release", "is missing"};
  if (out.rubric().empty()) return RowDefect{"rubric", "is missing"};
  if (out.values().empty()) return RowDefect{"values", "is missing or empty"};
  return std::nullopt;
}

Defect ReadReleaseNumber(const JsonRow& row, v1::GuardrailNumber& out) {
  bool has_value = false;
  for (size_t i = 0; i < row.size(); i = row[i].next) {
    Defect defect = ReadNumberMember(row[i], out);
    if (defect.has_value()) return defect;
    has_value = has_value || row[i].key == "value";
  }
  if (out.model_release().empty()) return RowDefect{"model_release", "is missing"};
  if (!has_value) return RowDefect{"value", "is missing"};
  return std::nullopt;
}

}  // namespace

Defect ReadOutcome(const JsonRow& row, OutcomeRow& out) {
  for (size_t i = 0; i < row.size(); i = row[i].next) {
    if (row[i].key == "guardrail")
      return ReadReleaseNumber(row, out.emplace<v1::GuardrailNumber>());
  }
  return ReadItem(row, out.emplace<v1::Outcome>());
}

}  // namespace winnow::client
