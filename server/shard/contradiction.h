// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SHARD_CONTRADICTION_H_
#define WINNOW_SERVER_SHARD_CONTRADICTION_H_

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace winnow::shard {

// The error of rows that cannot all be as they were written.
inline absl::Status Contradiction(absl::string_view what) {
  return absl::DataLossError(
      absl::StrCat("stored rows contradict each other: ", what, "; restore a backup"));
}

inline absl::Status NoQueue() { return Contradiction("a row of a queue that does not exist"); }

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_CONTRADICTION_H_
