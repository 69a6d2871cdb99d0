// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LabelSender: labels on their way to a batch, in calls of at most 1000.
#ifndef WINNOW_CLIENT_CLI_LABEL_SENDER_H_
#define WINNOW_CLIENT_CLI_LABEL_SENDER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/cli/rejected_rows.h"
#include "client/cli/session.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::client::cli {

// What a label was read from.
struct LabelRow {
  uint64_t number = 0;
  absl::string_view text;  // one line
};

struct LabelCounts {
  uint64_t accepted = 0;
  uint64_t done = 0;
  uint64_t open_items = 0;
  uint64_t disputed = 0;  // items whose labels disagree since
};

// Not thread-safe. Labels of calls that were answered stay stored when a later call fails.
class LabelSender {
 public:
  // `batch` and `token` go with every call.
  LabelSender(Session& session, RejectedRows& rejected, const std::string& batch,
              const std::string& token);

  // Takes a label; calls the server once enough are together: at most 1000 labels, 960 KiB, and
  // 16 MiB of rows. Rows that it refuses go to the rejected ones.
  absl::Status Add(v1::Label label, const LabelRow& row);
  // Calls the server with what is left.
  absl::Status Flush();

  // True once a call was answered.
  bool has_answers() const { return has_answers_; }
  const LabelCounts& counts() const { return counts_; }

 private:
  struct Sent {
    uint64_t number = 0;
    std::string text;
  };

  Session& session_;
  RejectedRows& rejected_;
  v1::SubmitLabelsRequest request_;
  std::vector<Sent> sent_;
  size_t label_bytes_ = 0;
  size_t row_bytes_ = 0;
  bool has_answers_ = false;
  LabelCounts counts_;
};

}  // namespace winnow::client::cli

#endif  // WINNOW_CLIENT_CLI_LABEL_SENDER_H_
