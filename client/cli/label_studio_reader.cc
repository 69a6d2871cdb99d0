// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/cli/label_studio_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "client/cli/json_elements.h"
#include "client/error.h"
#include "client/label_studio_label.h"
#include "client/names.h"

namespace winnow::client::cli {
namespace {

// Names of rubrics come from the file; a batch has a few.
constexpr size_t kMostRubrics = 64;
constexpr size_t kMostSkippedShown = 10;

Defect At(size_t annotation, Defect defect) {
  defect->field = absl::StrCat("annotations[", annotation, "].", defect->field);
  return defect;
}

}  // namespace

absl::Status LabelStudioReader::Check(std::istream& in) {
  JsonElements elements(in, kLongestTask);
  JsonElement element;
  while (true) {
    const absl::StatusOr<bool> more = elements.Next(element);
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
    if (!IsJson(element.text)) {
      return UsageError(absl::StrCat("element ", element.number, ": is no JSON"));
    }
  }
}

absl::Status LabelStudioReader::Read(std::istream& in) {
  JsonElements elements(in, kLongestTask);
  JsonElement element;
  while (true) {
    const absl::StatusOr<bool> more = elements.Next(element);
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
    LabelStudioTask task;
    const Defect defect = ReadLabelStudioTask(element.text, task);
    absl::Status status = defect.has_value()
                              ? rejected_.Add({element.number, task.row, "FIELD_INVALID", *defect})
                              : Take(element.number, task);
    if (!status.ok()) return status;
  }
}

absl::Status LabelStudioReader::Take(uint64_t number, const LabelStudioTask& task) {
  if (task.batch != run_.batch) {
    return rejected_.Add(
        {number, task.row, "ITEM_NOT_IN_BATCH",
         RowDefect{"data.batch",
                   "is a task of another batch: submit it with --batch and --token "
                   "of that one"}});
  }
  if (task.annotations.empty()) ++unlabeled_;
  for (size_t i = 0; i < task.annotations.size(); ++i) {
    if (absl::Status status = TakeAnnotation(number, task, i); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status LabelStudioReader::TakeAnnotation(uint64_t number, const LabelStudioTask& task,
                                               size_t i) {
  const LabelStudioAnnotation& annotation = task.annotations[i];
  const auto refuse = [&](const char* reason, const Defect& defect) {
    return rejected_.Add({number, annotation.row, reason, *defect});
  };
  if (annotation.is_skipped) {
    ++skipped_;
    if (skipped_candidates_.size() < kMostSkippedShown)
      skipped_candidates_.push_back(task.candidate_id);
    return absl::OkStatus();
  }
  if (annotation.defect.has_value()) return refuse("FIELD_INVALID", At(i, annotation.defect));
  const absl::StatusOr<const v1::RubricRevision*> rubric = RubricOf(task.rubric);
  if (!rubric.ok()) return rubric.status();
  if (*rubric == nullptr) {
    return refuse("RUBRIC_UNKNOWN",
                  RowDefect{"data.rubric",
                            "is no rubric revision of the server: label tasks with their data as "
                            "winnow batch export wrote it"});
  }
  v1::Label label;
  const Defect defect =
      ReadLabelStudioValues(annotation.answers, (*rubric)->rubric(), run_.other_controls, label);
  if (defect.has_value()) return refuse("FIELD_INVALID", At(i, defect));
  label.set_candidate_id(task.candidate_id);
  label.set_rubric(IdOf((*rubric)->name()));
  label.set_annotator(run_.annotators.HashOf(annotation.user));
  label.set_vendor(run_.vendor);
  if (annotation.time.has_value()) *label.mutable_label_time() = *annotation.time;
  return sender_.Add(std::move(label), {number, annotation.row});
}

absl::StatusOr<const v1::RubricRevision*> LabelStudioReader::RubricOf(const std::string& rubric) {
  const auto known = rubrics_.find(rubric);
  if (known != rubrics_.end()) return known->second.has_value() ? &*known->second : nullptr;
  const absl::StatusOr<std::string> name = RubricName(rubric);
  if (!name.ok() || rubrics_.size() == kMostRubrics) return nullptr;
  v1::GetRubricRevisionRequest request;
  request.set_name(*name);
  auto response = session_.Call(std::move(request));
  if (!response.ok() && response.status().code() != absl::StatusCode::kNotFound)
    return response.status();
  std::optional<v1::RubricRevision>& revision = rubrics_[rubric];
  if (response.ok()) revision = std::move(*response->mutable_rubric_revision());
  return revision.has_value() ? &*revision : nullptr;
}

}  // namespace winnow::client::cli
