// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// LabelPage: rows of labels, a page at a time, in the order of their keys.
#ifndef WINNOW_SERVER_LOOP_LABEL_PAGE_H_
#define WINNOW_SERVER_LOOP_LABEL_PAGE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/shard/shard.h"
#include "winnow/v1/label.pb.h"

namespace winnow::loop {

struct LabelPage {
  std::vector<std::pair<shard::CandidateNo, v1::Label>> labels;
  std::string next_token;  // empty at the end
};

// What to read.
struct LabelQuery {
  uint32_t queue_no = 0;
  absl::string_view rubric;  // labels of this revision alone; empty: all
  absl::string_view token;   // of the page before, or empty
  size_t rows = 100;         // at most
};

// Passes over at most 10,000 labels, so that a page may be short before the end.
// PAGE_TOKEN_INVALID, or the engine's errors.
absl::StatusOr<LabelPage> ReadLabelPage(shard::Shard& shard, const LabelQuery& query);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LABEL_PAGE_H_
