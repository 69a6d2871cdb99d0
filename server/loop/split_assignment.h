// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// SplitAssignment: which split the candidates of a group share where the pipeline names none
// (governance.md G4).
#ifndef WINNOW_SERVER_LOOP_SPLIT_ASSIGNMENT_H_
#define WINNOW_SERVER_LOOP_SPLIT_ASSIGNMENT_H_

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

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_SPLIT_ASSIGNMENT_H_
