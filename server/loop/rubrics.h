// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Rubrics: immutable revisions of what annotators decide and releases are compared by
// (governance.md G3).
#ifndef WINNOW_SERVER_LOOP_RUBRICS_H_
#define WINNOW_SERVER_LOOP_RUBRICS_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "winnow/v1/policy_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class Rubrics {
 public:
  explicit Rubrics(Environment& environment) : environment_(environment) {}

  void CreateRubricRevision(const Caller& caller, const v1::CreateRubricRevisionRequest& request,
                            Done<v1::CreateRubricRevisionResponse> done);
  void GetRubricRevision(const Caller& caller, const v1::GetRubricRevisionRequest& request,
                         Done<v1::GetRubricRevisionResponse> done);
  void ListRubricRevisions(const Caller& caller, const v1::ListRubricRevisionsRequest& request,
                           Done<v1::ListRubricRevisionsResponse> done);

 private:
  Environment& environment_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_RUBRICS_H_
