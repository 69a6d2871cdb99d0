// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Retirement: owners take candidates out of the frame for good.
#ifndef WINNOW_SERVER_LOOP_REMOVAL_RETIREMENT_H_
#define WINNOW_SERVER_LOOP_REMOVAL_RETIREMENT_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "winnow/v1/governance_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class Retirement {
 public:
  explicit Retirement(Environment& environment) : environment_(environment) {}

  void RetireCandidates(const Caller& caller, const v1::RetireCandidatesRequest& request,
                        Done<v1::RetireCandidatesResponse> done);

 private:
  Environment& environment_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REMOVAL_RETIREMENT_H_
