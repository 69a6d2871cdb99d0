// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ControlItems: candidates that are set apart to watch the labels themselves (governance.md G3).
#ifndef WINNOW_SERVER_LOOP_CONTROL_ITEMS_H_
#define WINNOW_SERVER_LOOP_CONTROL_ITEMS_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "winnow/v1/policy_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class ControlItems {
 public:
  explicit ControlItems(Environment& environment) : environment_(environment) {}

  // Sets a candidate apart, for good. FIELD_INVALID for one that has labels, is leased or is in the
  // frame of an open evaluation, and for known values that the rubric does not ask for;
  // CANDIDATE_UNKNOWN; the reason why a candidate may not be used.
  void SetControlItem(const Caller& caller, const v1::SetControlItemRequest& request,
                      Done<v1::SetControlItemResponse> done);
  // Nothing of a candidate whose consent or retention has ended is listed.
  void ListControlItems(const Caller& caller, const v1::ListControlItemsRequest& request,
                        Done<v1::ListControlItemsResponse> done);

 private:
  Environment& environment_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_CONTROL_ITEMS_H_
