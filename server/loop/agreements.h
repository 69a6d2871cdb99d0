// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Agreements: how well labels agree, and which vendors differ (governance.md G3).
#ifndef WINNOW_SERVER_LOOP_AGREEMENTS_H_
#define WINNOW_SERVER_LOOP_AGREEMENTS_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "winnow/v1/release_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class Agreements {
 public:
  explicit Agreements(Environment& environment) : environment_(environment) {}

  // Reads every label of the queue, a portion at a time; gives up when nobody waits any more.
  void AgreementReport(const Caller& caller, const v1::AgreementReportRequest& request,
                       Done<v1::AgreementReportResponse> done);

 private:
  Environment& environment_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_AGREEMENTS_H_
