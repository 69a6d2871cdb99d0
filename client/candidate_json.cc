// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/candidate_json.h"

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

namespace winnow::client {
namespace {

// The members that are plain strings.
using TextField = std::string* (v1::Candidate::*)();

const absl::flat_hash_map<std::string, TextField>& TextFields() {
  static const auto* fields = new absl::flat_hash_map<std::string, TextField>{
      {"candidate_id", &v1::Candidate::mutable_candidate_id},
      {"source", &v1::Candidate::mutable_source},
      {"consent_scope", &v1::Candidate::mutable_consent_scope},
      {"rubric", &v1::Candidate::mutable_rubric},
      {"slice", &v1::Candidate::mutable_slice},
      {"split_group", &v1::Candidate::mutable_split_group},
      {"model_release", &v1::Candidate::mutable_model_release},
      {"subject", &v1::Candidate::mutable_subject},
      {"dup_group", &v1::Candidate::mutable_dup_group}};
  return *fields;
}

Defect ReadAttributes(const JsonRow& row, size_t i, v1::Candidate& out) {
  if (row[i].kind != JsonCell::Kind::kObject) {
    return RowDefect{"attributes", "has to be an object of names and strings"};
  }
  for (size_t m = i + 1; m < row[i].next; m = row[m].next) {
    Defect defect = ReadText(row[m], absl::StrCat("attributes.", ShowKey(row[m].key)),
                             (*out.mutable_attributes())[row[m].key]);
    if (defect.has_value()) return defect;
  }
  return std::nullopt;
}

Defect ReadTyped(const JsonRow& row, size_t i, v1::Candidate& out) {
  const JsonCell& cell = row[i];
  if (cell.key == "retain_until") return ReadTime(cell, cell.key, *out.mutable_retain_until());
  if (cell.key == "attributes") return ReadAttributes(row, i, out);
  if (cell.key == "stage") {
    v1::Stage stage = v1::STAGE_UNSPECIFIED;
    Defect defect = ReadEnum(cell, cell.key, stage);
    out.set_stage(stage);
    return defect;
  }
  if (cell.key == "split") {
    v1::Split split = v1::SPLIT_UNSPECIFIED;
    Defect defect = ReadEnum(cell, cell.key, split);
    out.set_split(split);
    return defect;
  }
  if (cell.key == "sensitive") {
    bool sensitive = false;
    Defect defect = ReadFlag(cell, cell.key, sensitive);
    out.set_sensitive(sensitive);
    return defect;
  }
  return UnknownKey(cell, "");
}

}  // namespace

Defect ReadCandidate(const JsonRow& row, const RowDefaults& defaults, v1::Candidate& out) {
  SignalReader signals(defaults);
  for (size_t i = 0; i < row.size(); i = row[i].next) {
    Defect defect;
    const auto text = TextFields().find(row[i].key);
    if (text != TextFields().end()) {
      defect = ReadText(row[i], row[i].key, *(out.*text->second)());
    } else if (SignalReader::Knows(row[i].key)) {
      defect = signals.Read(row, i, *out.mutable_signals());
    } else {
      defect = ReadTyped(row, i, out);
    }
    if (defect.has_value()) return defect;
  }
  if (out.candidate_id().empty()) return RowDefect{"candidate_id", "is missing"};
  signals.Complete(*out.mutable_signals());
  return std::nullopt;
}

}  // namespace winnow::client
