// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// A file of labels, read as one of several formats and submitted.
#ifndef WINNOW_CLIENT_CLI_LABEL_SUBMISSION_H_
#define WINNOW_CLIENT_CLI_LABEL_SUBMISSION_H_

#include <string>

#include "absl/status/status.h"
#include "client/cli/session.h"

namespace winnow::client::cli {

struct LabelOptions {
  std::string batch;
  std::string queue;
  std::string token;
  std::string from = "jsonl";  // or label-studio
  std::string file;
  std::string rejected;
  // Of label-studio.
  std::string annotator_key;
  std::string vendor;
  std::string other_controls;
};

// Submits and prints the counts. Rows that were refused make the run partial. Labels of calls that
// were answered stay stored when a later call fails.
absl::Status SubmitLabels(Session& session, const LabelOptions& options);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_LABEL_SUBMISSION_H_
