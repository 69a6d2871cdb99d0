// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Retention: what is past its time is removed, by the server itself and by RunRetention.
#ifndef WINNOW_SERVER_LOOP_REMOVAL_RETENTION_H_
#define WINNOW_SERVER_LOOP_REMOVAL_RETENTION_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/loop/serial_thread.h"
#include "winnow/v1/governance_service.pb.h"

namespace winnow::loop {

// Nothing is removed by a clock that is in doubt. Thread-safe.
class Retention {
 public:
  Retention(Environment& environment, SerialThread& thread)
      : environment_(environment), thread_(thread) {}

  void RunRetention(const Caller& caller, const v1::RunRetentionRequest& request,
                    Done<v1::RunRetentionResponse> done);

  // Removes what is due in all queues, and tells the metrics. Waits for the thread of removals: for
  // a periodic task. Errors: what kept it from removing all.
  absl::Status Sweep();

 private:
  Environment& environment_;
  SerialThread& thread_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REMOVAL_RETENTION_H_
