// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LabelSubmission: a JSON Lines file of labels, sent in calls of at most 1000.
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
  std::string file;
  std::string rejected;
};

// Submits and prints the counts. Rows that were refused make the run partial. Labels of calls that
// were answered stay stored when a later call fails.
absl::Status SubmitLabels(Session& session, const LabelOptions& options);

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_LABEL_SUBMISSION_H_
