// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Labeling: labels come back, item by item (api.md P2).
#ifndef WINNOW_SERVER_LOOP_LABELING_H_
#define WINNOW_SERVER_LOOP_LABELING_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "winnow/v1/review_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class Labeling {
 public:
  explicit Labeling(Environment& environment) : environment_(environment) {}

  void SubmitLabels(const Caller& caller, const v1::SubmitLabelsRequest& request,
                    Done<v1::SubmitLabelsResponse> done);

 private:
  Environment& environment_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LABELING_H_
