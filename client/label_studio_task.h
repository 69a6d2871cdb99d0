// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A task of a JSON export of Label Studio, with the annotations that people made
// (client/LABEL_STUDIO.md).
#ifndef WINNOW_CLIENT_LABEL_STUDIO_TASK_H_
#define WINNOW_CLIENT_LABEL_STUDIO_TASK_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/row_field.h"

namespace winnow::client {

// What one control of the labeling interface was given: one element of `result`.
struct LabelStudioAnswer {
  std::string control;               // from_name
  std::string type;                  // such as "choices"
  std::vector<std::string> choices;  // of the type "choices"
  std::optional<double> number;      // of the types "number" and "rating"
};

struct LabelStudioAnnotation {
  // The person pressed Skip, or the annotation was cancelled: there is no answer to submit.
  bool is_skipped = false;
  // Why nothing below can be used.
  Defect defect;
  // Number of the user in Label Studio, decimal. Names and addresses are not read.
  std::string user;
  // When it was last changed, else created.
  std::optional<google::protobuf::Timestamp> time;
  std::vector<LabelStudioAnswer> answers;
  // The task with this annotation alone, as one line of JSON.
  std::string row;
};

struct LabelStudioTask {
  static constexpr size_t kMostAnnotations = 100;

  // `data` as `winnow batch export --format label-studio` wrote it.
  std::string candidate_id;
  std::string batch;
  std::string rubric;
  std::vector<LabelStudioAnnotation> annotations;
  // The task as one line of JSON, without what is neither data nor annotation.
  std::string row;
};

// Whether `text` is JSON.
bool IsJson(absl::string_view text);

// Reads a task out of `text`, which is JSON and nested no deeper than the stack allows. `out` has
// to be empty. A defect is about the task as a whole; `out.row` is set all the same.
Defect ReadLabelStudioTask(absl::string_view text, LabelStudioTask& out);

}  // namespace winnow::client

#endif  // WINNOW_CLIENT_LABEL_STUDIO_TASK_H_
