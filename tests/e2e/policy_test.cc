// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Four owners approve a policy under four identities, and look beforehand at what it would draw
// (governance.md G1).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/e2e/desk.h"
#include "tests/testing/approve_policy.h"
#include "tests/testing/policy_owners.h"
#include "tests/testing/test_server.h"

namespace winnow::testing {
namespace {

using ::testing::HasSubstr;

class PolicyOverASocket : public ::testing::Test {
 protected:
  PolicyOverASocket() { desk_->SetUpQueue(); }

  // Revision open@2, which nobody has approved; its content hash.
  std::string Revise() {
    v1::CreatePolicyRevisionRequest request;
    v1::CreatePolicyRevisionResponse response;
    grpc::ClientContext context;
    request.set_policy_id("open");
    *request.mutable_policy() = OpenPolicy();
    request.mutable_policy()->mutable_signal_terms(0)->set_weight(-1);
    Check(desk_->policy().CreatePolicyRevision(&context, request, &response), "Create");
    return response.policy_revision().content_hash();
  }

  // `identity` approves open@2 for `role`; empty is whoever is on the machine.
  grpc::Status Approve(const std::string& identity, v1::Role role, const std::string& hash) {
    v1::ApprovePolicyRevisionRequest request;
    grpc::ClientContext context;
    if (!identity.empty()) CallAs(identity, context);
    request.set_policy("policies/open@2");
    request.set_role(role);
    request.set_content_hash(hash);
    return desk_->policy().ApprovePolicyRevision(&context, request, &approved_);
  }

  grpc::Status Activate() {
    v1::ActivatePolicyRevisionRequest request;
    v1::ActivatePolicyRevisionResponse response;
    grpc::ClientContext context;
    request.set_queue(Desk::kQueue);
    request.set_policy("policies/open@2");
    return desk_->policy().ActivatePolicyRevision(&context, request, &response);
  }

  TestServer server_;
  std::unique_ptr<Desk> desk_ = std::make_unique<Desk>(server_.NewChannel());
  v1::ApprovePolicyRevisionResponse approved_;
};

TEST_F(PolicyOverASocket, IsActivatedAfterFourIdentitiesApprovedItOverARestart) {
  const std::string hash = Revise();
  EXPECT_EQ(Approve("", v1::ROLE_POLICY_DATA, hash).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Approve("legal-owner", v1::ROLE_POLICY_DATA, hash).error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Approve("data-owner", v1::ROLE_POLICY_DATA, "read").error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Approve("data-owner", v1::ROLE_POLICY_DATA, std::string(64, '0')).error_code(),
            grpc::StatusCode::ABORTED);
  int approvals = 0;
  for (const PolicyOwner& owner : kPolicyOwners) {
    const grpc::Status refused = Activate();
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_THAT(refused.error_message(), HasSubstr("ml"));
    Check(Approve(owner.identity, owner.role, hash), "Approve");
    EXPECT_EQ(approved_.policy_revision().approvals_size(), ++approvals);
    if (approvals != 2) continue;
    server_.Kill();
    server_.Start();
    desk_ = std::make_unique<Desk>(server_.NewChannel());
  }
  EXPECT_EQ(approved_.policy_revision().state(), v1::POLICY_STATE_APPROVED);
  Check(Activate(), "Activate");
  v1::QueueStatusResponse status;
  Check(desk_->Status(&status), "QueueStatus");
  EXPECT_EQ(status.queue().active_policy(), "policies/open@2");
  EXPECT_FALSE(status.queue().bootstrap());
}

TEST_F(PolicyOverASocket, IsSimulatedByAnOwnerWithoutEffect) {
  const std::string hash = Revise();
  Check(desk_->Upsert({0, 500}), "Upsert");
  v1::SimulatePolicyRequest request;
  request.set_queue(Desk::kQueue);
  request.set_policy("policies/open@2");
  const auto simulate = [&](v1::SimulatePolicyResponse* response) {
    grpc::ClientContext context;
    CallAs("product-owner", context);
    return desk_->policy().SimulatePolicy(&context, request, response);
  };
  v1::SimulatePolicyResponse response;
  EXPECT_EQ(simulate(&response).error_code(), grpc::StatusCode::INVALID_ARGUMENT) << "no size";
  request.set_max_items(50);
  Check(simulate(&response), "Simulate");
  EXPECT_EQ(response.proposed().policy(), "open@2");
  EXPECT_EQ(response.proposed().eligible(), 500u);
  EXPECT_EQ(response.proposed().selected(), 50u);
  EXPECT_EQ(response.active().policy(), "open@1");
  EXPECT_EQ(response.active().selected(), 50u);
  // The one ranks from below, the other from above: only random draws are in both.
  EXPECT_LE(response.common_items(), 5u);
  v1::QueueStatusResponse status;
  Check(desk_->Status(&status), "QueueStatus");
  EXPECT_EQ(status.available(), 500u);
  EXPECT_EQ(status.leased(), 0u);
  EXPECT_EQ(status.open_batches(), 0u);
}

}  // namespace
}  // namespace winnow::testing
