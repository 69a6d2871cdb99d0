// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/simulation/results/task_notes.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "google/protobuf/repeated_field.h"
#include "server/release/report/report_words.h"

namespace winnow::simulation {
namespace {

using Texts = google::protobuf::RepeatedPtrField<std::string>;

void AppendNotes(absl::string_view kind, const Texts& sentences, std::string& out) {
  for (const std::string& sentence : sentences)
    absl::StrAppend(&out, "  ", kind, ": ", sentence, "\n");
}

void WriteTexts(absl::string_view name, const Texts& texts, release::JsonText& json) {
  json.Open(name, '[');
  for (const std::string& text : texts) json.Element(text);
  json.Close(']');
}

}  // namespace

bool IsBlind(const v1::SimulatedTask& task, absl::string_view policy) {
  return std::find(task.blind_policies().begin(), task.blind_policies().end(), policy) !=
         task.blind_policies().end();
}

std::string BlindText(absl::string_view policy) {
  return absl::StrCat(policy, " finds none of its signals: to it all candidates are alike.");
}

std::string ExclusionText(const v1::SimulationExclusion& exclusion) {
  return absl::StrCat(release::CountText(exclusion.items()), " rows: ", exclusion.reason());
}

std::string TaskNotesText(const v1::SimulatedTask& task) {
  std::string out;
  AppendNotes("generated", task.generated(), out);
  for (const v1::SimulationExclusion& exclusion : task.exclusions())
    absl::StrAppend(&out, "  left out: ", ExclusionText(exclusion), "\n");
  AppendNotes("missing", task.missing_signals(), out);
  for (const std::string& policy : task.blind_policies())
    absl::StrAppend(&out, " ", kBlindMark, " ", BlindText(policy), "\n");
  return out;
}

void WriteTaskNotes(const v1::SimulatedTask& task, release::JsonText& json) {
  WriteTexts("generated", task.generated(), json);
  json.Open("exclusions", '[');
  for (const v1::SimulationExclusion& exclusion : task.exclusions()) {
    json.Open('{').String("reason", exclusion.reason()).Count("items", exclusion.items());
    json.Close('}');
  }
  json.Close(']');
  WriteTexts("missing_signals", task.missing_signals(), json);
  WriteTexts("blind_policies", task.blind_policies(), json);
}

}  // namespace winnow::simulation
