// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SplitAssignment: which split the candidates of a group share where the pipeline names none
// (governance.md G4).
#ifndef WINNOW_SERVER_LOOP_SPLIT_ASSIGNMENT_H_
#define WINNOW_SERVER_LOOP_SPLIT_ASSIGNMENT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "server/digest/hmac.h"
#include "winnow/v1/candidate.pb.h"

namespace winnow::loop {

// 80 % TRAIN, 10 % DEV and 10 % TEST by HMAC-SHA-256 under the database's key, so that a group has
// one split over all queues and policies, and nobody without the key can tell which. Thread-safe.
class SplitAssignment {
 public:
  explicit SplitAssignment(absl::string_view key) : key_(key) {}

  v1::Split Of(absl::string_view group) const;

 private:
  digest::HmacKey key_;
};

// Remembers the group that was asked about last: the rows of a call or speaker mostly come one
// after the other. The assignment must outlive it. Not thread-safe.
class LastSplit {
 public:
  explicit LastSplit(const SplitAssignment& assignment) : assignment_(assignment) {}

  v1::Split Of(absl::string_view group) {
    if (split_ == v1::SPLIT_UNSPECIFIED || group != group_) {
      group_ = std::string(group);
      split_ = assignment_.Of(group);
    }
    return split_;
  }

 private:
  const SplitAssignment& assignment_;
  std::string group_;
  v1::Split split_ = v1::SPLIT_UNSPECIFIED;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_SPLIT_ASSIGNMENT_H_
