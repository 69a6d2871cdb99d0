// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LabelStudioReader: a JSON export of Label Studio as the labels of a batch
// (client/LABEL_STUDIO.md).
#ifndef WINNOW_CLIENT_CLI_LABEL_STUDIO_READER_H_
#define WINNOW_CLIENT_CLI_LABEL_STUDIO_READER_H_

#include <cstdint>
#include <istream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/annotator_key.h"
#include "client/cli/label_sender.h"
#include "client/cli/rejected_rows.h"
#include "client/cli/session.h"
#include "client/label_studio_task.h"
#include "winnow/v1/rubric.pb.h"

namespace winnow::client::cli {

// What every label of a run has in common.
struct LabelStudioRun {
  std::string batch;  // name of the batch that the tasks must be of
  AnnotatorKey annotators;
  std::string vendor;
  std::set<std::string> other_controls;
};

// For one file. Not thread-safe.
class LabelStudioReader {
 public:
  // Bytes of a task.
  static constexpr size_t kLongestTask = 1 << 20;

  LabelStudioReader(Session& session, LabelSender& sender, RejectedRows& rejected,
                    const LabelStudioRun& run)
      : session_(session), sender_(sender), rejected_(rejected), run_(run) {}

  // Whether all of `in` is tasks, as far as that can be told without the server; a usage error
  // where it is not. Holds one task at a time.
  static absl::Status Check(std::istream& in);
  // Hands a label per annotation to the sender. What cannot be one goes to the rejected rows.
  absl::Status Read(std::istream& in);

  // Annotations that their annotators skipped.
  uint64_t skipped() const { return skipped_; }
  // The first candidates of those.
  const std::vector<std::string>& skipped_candidates() const { return skipped_candidates_; }
  // Tasks that nobody has annotated.
  uint64_t unlabeled() const { return unlabeled_; }

 private:
  absl::Status Take(uint64_t number, const LabelStudioTask& task);
  absl::Status TakeAnnotation(uint64_t number, const LabelStudioTask& task, size_t i);
  // The revision, asked for once; nullptr when the server has none of that name.
  absl::StatusOr<const v1::RubricRevision*> RubricOf(const std::string& rubric);

  Session& session_;
  LabelSender& sender_;
  RejectedRows& rejected_;
  const LabelStudioRun& run_;
  std::map<std::string, std::optional<v1::RubricRevision>> rubrics_;
  uint64_t skipped_ = 0;
  std::vector<std::string> skipped_candidates_;
  uint64_t unlabeled_ = 0;
};

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_LABEL_STUDIO_READER_H_
