// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "tests/testing/approve_policy.h"

#include <stdexcept>

#include "tests/testing/identities.h"
#include "tests/testing/policy_owners.h"

namespace winnow::testing {
namespace {

void Check(const grpc::Status& status, const std::string& what) {
  if (!status.ok()) throw std::runtime_error(what + ": " + status.error_message());
}

}  // namespace

void CallAs(const std::string& identity, grpc::ClientContext& context) {
  context.AddMetadata("authorization", "Bearer " + TokenOf(identity));
}

void ApprovePolicy(v1::PolicyService::Stub& stub, const std::string& policy) {
  v1::GetPolicyRevisionRequest read;
  v1::GetPolicyRevisionResponse revision;
  grpc::ClientContext reading;
  read.set_name(policy);
  Check(stub.GetPolicyRevision(&reading, read, &revision), "GetPolicyRevision");
  v1::ApprovePolicyRevisionRequest request;
  request.set_policy(policy);
  request.set_content_hash(revision.policy_revision().content_hash());
  for (const PolicyOwner& owner : kPolicyOwners) {
    v1::ApprovePolicyRevisionResponse response;
    grpc::ClientContext context;
    CallAs(owner.identity, context);
    request.set_role(owner.role);
    Check(stub.ApprovePolicyRevision(&context, request, &response), "ApprovePolicyRevision");
  }
}

}  // namespace winnow::testing
