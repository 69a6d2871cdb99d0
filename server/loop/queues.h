// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Queues: queues and their slices.
#ifndef WINNOW_SERVER_LOOP_QUEUES_H_
#define WINNOW_SERVER_LOOP_QUEUES_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "winnow/v1/policy_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class Queues {
 public:
  explicit Queues(Environment& environment) : environment_(environment) {}

  void CreateQueue(const Caller& caller, const v1::CreateQueueRequest& request,
                   Done<v1::CreateQueueResponse> done);
  void GetQueue(const Caller& caller, const v1::GetQueueRequest& request,
                Done<v1::GetQueueResponse> done);
  void ListQueues(const Caller& caller, const v1::ListQueuesRequest& request,
                  Done<v1::ListQueuesResponse> done);
  void UpdateQueue(const Caller& caller, const v1::UpdateQueueRequest& request,
                   Done<v1::UpdateQueueResponse> done);
  void UpdateSlice(const Caller& caller, const v1::UpdateSliceRequest& request,
                   Done<v1::UpdateSliceResponse> done);
  void ListSlices(const Caller& caller, const v1::ListSlicesRequest& request,
                  Done<v1::ListSlicesResponse> done);

 private:
  Environment& environment_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_QUEUES_H_
