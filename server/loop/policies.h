// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Policies: immutable revisions of review policies, who approves them, and which of them a queue
// follows (governance.md G1).
#ifndef WINNOW_SERVER_LOOP_POLICIES_H_
#define WINNOW_SERVER_LOOP_POLICIES_H_

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "winnow/v1/policy_service.pb.h"

namespace winnow::loop {

// Thread-safe.
class Policies {
 public:
  explicit Policies(Environment& environment) : environment_(environment) {}

  void CreatePolicyRevision(const Caller& caller, const v1::CreatePolicyRevisionRequest& request,
                            Done<v1::CreatePolicyRevisionResponse> done);
  void GetPolicyRevision(const Caller& caller, const v1::GetPolicyRevisionRequest& request,
                         Done<v1::GetPolicyRevisionResponse> done);
  void ListPolicyRevisions(const Caller& caller, const v1::ListPolicyRevisionsRequest& request,
                           Done<v1::ListPolicyRevisionsResponse> done);
  void ActivatePolicyRevision(const Caller& caller,
                              const v1::ActivatePolicyRevisionRequest& request,
                              Done<v1::ActivatePolicyRevisionResponse> done);
  // PERMISSION_DENIED without the role; APPROVER_REPEATED for an identity that has approved the
  // revision for another one.
  void ApprovePolicyRevision(const Caller& caller, const v1::ApprovePolicyRevisionRequest& request,
                             Done<v1::ApprovePolicyRevisionResponse> done);

 private:
  Environment& environment_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_POLICIES_H_
