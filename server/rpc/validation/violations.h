// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_RPC_VALIDATION_VIOLATIONS_H_
#define WINNOW_SERVER_RPC_VALIDATION_VIOLATIONS_H_

#include <string>
#include <utility>
#include <vector>

#include "server/loop/error.h"

namespace winnow::rpc {

// All the rules that a request breaks, so that its author corrects them in one go. Problems say
// what is allowed and never what was sent.
class Violations {
 public:
  void Add(std::string field, std::string problem) {
    list_.push_back({std::move(field), std::move(problem)});
  }
  bool empty() const { return list_.empty(); }
  // The list, in the order of the rules; this is empty afterwards.
  std::vector<loop::FieldViolation> Take() { return std::exchange(list_, {}); }

 private:
  std::vector<loop::FieldViolation> list_;
};

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_VALIDATION_VIOLATIONS_H_
