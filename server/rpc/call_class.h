// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// CallClass: what a call is for, from what is kept up to the last to what is given up first.
#ifndef WINNOW_SERVER_RPC_CALL_CLASS_H_
#define WINNOW_SERVER_RPC_CALL_CLASS_H_

#include <cstddef>
#include <optional>

#include "absl/strings/string_view.h"

namespace winnow::rpc {

// In the order of their turns. Health is none of them: gRPC answers it without the queue.
enum class CallClass {
  kAdmin,    // what operators, policy owners and the privacy office do
  kLeases,   // what labelers do: batches, leases, labels
  kIngest,   // candidates and signals
  kScans,    // lists, explanations, checks: calls that read much and end soon
  kExports,  // streams that last as long as their reader likes
};

inline constexpr size_t kCallClasses = 5;

// As metrics, the log and the documentation name it: "admin", "leases", ...
absl::string_view CallClassName(CallClass call_class);

// The class of a method, such as "winnow.v1.ReviewService/RequestBatch"; nothing for one that is
// not known.
std::optional<CallClass> ClassOf(absl::string_view method_path);

}  // namespace winnow::rpc

#endif  // WINNOW_SERVER_RPC_CALL_CLASS_H_
