// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Adjudications: labels as they came, and what is decided where they disagree (governance.md G3).
#ifndef WINNOW_SERVER_LOOP_ADJUDICATIONS_H_
#define WINNOW_SERVER_LOOP_ADJUDICATIONS_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop {

// Nothing of a candidate whose consent or retention has ended is read or decided. Thread-safe.
class Adjudications {
 public:
  explicit Adjudications(Environment& environment) : environment_(environment) {}

  void ListLabels(const Caller& caller, const v1::ListLabelsRequest& request,
                  Done<v1::ListLabelsResponse> done);
  void ListAdjudications(const Caller& caller, const v1::ListAdjudicationsRequest& request,
                         Done<v1::ListAdjudicationsResponse> done);
  // ADJUDICATION_UNKNOWN where nothing waits for a decision, ADJUDICATION_DECIDED where another one
  // was made. A call that is repeated decides nothing, whatever came since.
  void Adjudicate(const Caller& caller, const v1::AdjudicateRequest& request,
                  Done<v1::AdjudicateResponse> done);

 private:
  Environment& environment_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_ADJUDICATIONS_H_
