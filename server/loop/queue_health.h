// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// QueueHealth: how a queue stands, for people, metrics and status pages.
#ifndef WINNOW_SERVER_LOOP_QUEUE_HEALTH_H_
#define WINNOW_SERVER_LOOP_QUEUE_HEALTH_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "winnow/v1/governance_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class QueueHealth {
 public:
  explicit QueueHealth(Environment& environment) : environment_(environment) {}

  void QueueStatus(const Caller& caller, const v1::QueueStatusRequest& request,
                   Done<v1::QueueStatusResponse> done);

  // Candidates whose labels disagree and of whom nobody has decided; nullopt where the caller is
  // shown no live counts of the queue. QUEUE_UNKNOWN.
  absl::StatusOr<std::optional<uint64_t>> OpenAdjudications(const Caller& caller,
                                                            absl::string_view queue);

 private:
  Environment& environment_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_QUEUE_HEALTH_H_
