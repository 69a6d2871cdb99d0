// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/label_json.h"

#include "absl/strings/str_cat.h"

namespace winnow::client {
namespace {

Defect ReadValue(const JsonCell& cell, v1::LabelValue& out) {
  switch (cell.kind) {
    case JsonCell::Kind::kNumber:
      out.set_number(cell.number);
      return std::nullopt;
    case JsonCell::Kind::kFlag:
      out.set_flag(cell.flag);
      return std::nullopt;
    case JsonCell::Kind::kString:
      out.set_category(cell.text);
      return std::nullopt;
    case JsonCell::Kind::kObject:
    case JsonCell::Kind::kNull:
      break;
  }
  return RowDefect{absl::StrCat("values.", ShowKey(cell.key)),
                   "has to be a number, true or false, or a string"};
}

Defect ReadValues(const JsonRow& row, size_t i, v1::Label& out) {
  if (row[i].kind != JsonCell::Kind::kObject) {
    return RowDefect{"values", "has to be an object of criteria and values"};
  }
  for (size_t m = i + 1; m < row[i].next; m = row[m].next) {
    Defect defect = ReadValue(row[m], (*out.mutable_values())[row[m].key]);
    if (defect.has_value()) return defect;
  }
  return std::nullopt;
}

Defect ReadMember(const JsonRow& row, size_t i, v1::Label& out) {
  const JsonCell& cell = row[i];
  if (cell.key == "candidate_id") return ReadText(cell, cell.key, *out.mutable_candidate_id());
  if (cell.key == "rubric") return ReadText(cell, cell.key, *out.mutable_rubric());
  if (cell.key == "annotator") return ReadText(cell, cell.key, *out.mutable_annotator());
  if (cell.key == "vendor") return ReadText(cell, cell.key, *out.mutable_vendor());
  if (cell.key == "time") return ReadTime(cell, cell.key, *out.mutable_label_time());
  if (cell.key == "values") return ReadValues(row, i, out);
  return UnknownKey(cell, "");
}

}  // namespace

Defect ReadLabel(const JsonRow& row, v1::Label& out) {
  for (size_t i = 0; i < row.size(); i = row[i].next) {
    Defect defect = ReadMember(row, i, out);
    if (defect.has_value()) return defect;
  }
  if (out.candidate_id().empty()) return RowDefect{"candidate_id", "is missing"};
  if (out.rubric().empty()) return RowDefect{"rubric", "is missing"};
  if (out.annotator().empty()) return RowDefect{"annotator", "is missing"};
  if (out.values().empty()) return RowDefect{"values", "is missing or empty"};
  return std::nullopt;
}

}  // namespace winnow::client
