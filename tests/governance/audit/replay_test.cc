// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Logs whose every hash and signature is right, and that tell of decisions which were not allowed.
#include <sstream>

#include "client/cli/audit_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/governance/audit/export_writer.h"

namespace winnow::governance {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ReplayTest : public ::testing::Test {
 protected:
  ReplayTest() {
    v1::AuditPayload scope;
    scope.mutable_registered_scope()->set_name("consentScopes/research");
    scope.mutable_registered_scope()->add_purposes(v1::PURPOSE_TRAINING);
    scope.mutable_registered_scope()->mutable_expire_time()->set_seconds(log_.seconds + 86'400);
    log_.Leaf("RegisterConsentScope", scope);
  }

  v1::AuditPayload Lease(const std::string& batch, std::vector<uint32_t> ended,
                         v1::BatchState closed = v1::BATCH_STATE_UNSPECIFIED) {
    v1::AuditPayload payload;
    v1::LeaseChanged& change = *payload.add_leases();
    change.set_batch(batch);
    for (const uint32_t i : ended) change.add_ended_items(i);
    change.set_closed(closed);
    return payload;
  }
  v1::AuditPayload Label(const std::string& batch, const std::string& candidate) {
    v1::AuditPayload payload;
    payload.mutable_labels()->set_batch(batch);
    payload.mutable_labels()->add_candidate_ids(candidate);
    return payload;
  }
  v1::AuditPayload Revoke(const std::string& candidate) {
    v1::AuditPayload payload;
    v1::QueueCandidates& some = *payload.mutable_revoked()->add_candidates();
    some.set_queue("q");
    some.add_candidate_ids(candidate);
    return payload;
  }
  std::vector<v1::ManifestItem> Items(const std::vector<std::string>& candidates) {
    std::vector<v1::ManifestItem> items;
    for (const std::string& id : candidates) items.push_back(ItemOf(id, log_));
    return items;
  }

  absl::Status Verify() {
    log_.Finish(key_);
    verification::Expectations expectations;
    expectations.verifiers = {{"forger", key_.PublicKey()}};
    std::istringstream in(text_.str());
    return client::cli::VerifyAuditFile(in, expectations).status();
  }
  void ExpectRefused(const std::string& place, const std::string& problem) {
    EXPECT_THAT(std::string(Verify().message()), AllOf(StartsWith(place), HasSubstr(problem)));
  }

  const std::string b1_ = "queues/q/batches/1";
  const std::string b2_ = "queues/q/batches/2";
  std::ostringstream text_;
  ExportWriter log_{text_};
  const digest::SigningKey key_ = digest::SigningKey::Generate();
};

TEST_F(ReplayTest, AcceptsALeaseThatIsRenewedLabeledReturnedAndGrantedAgain) {
  log_.Grant(b1_, Items({"a", "b"}));
  v1::AuditPayload renewed = Lease(b1_, {});
  renewed.mutable_leases(0)->mutable_expire_time()->set_seconds(log_.seconds + 7200);
  log_.Leaf("RenewLease", renewed);
  v1::AuditPayload labeled = Lease(b1_, {0});
  *labeled.mutable_labels() = Label(b1_, "a").labels();
  log_.Leaf("SubmitLabels", labeled);
  log_.Leaf("CompleteBatch", Lease(b1_, {1}, v1::BATCH_STATE_COMPLETED));
  log_.Grant(b2_, Items({"b"}));
  log_.Leaf("SubmitLabels", Label(b1_, "b"));
  EXPECT_TRUE(Verify().ok());
}

TEST_F(ReplayTest, RefusesADoubleLease) {
  log_.Grant(b1_, Items({"a", "b"}));
  log_.Grant(b2_, Items({"c", "b"}));
  ExpectRefused("leaf 3, batch queues/q/batches/2: ", "double lease");
}

TEST_F(ReplayTest, RefusesItemsOfAScopeThatWasNeverRegistered) {
  std::vector<v1::ManifestItem> items = Items({"a"});
  items[0].set_consent_scope("other");
  log_.Grant(b1_, items);
  ExpectRefused("leaf 2, batch queues/q/batches/1, item 0: ", "never registered");
}

TEST_F(ReplayTest, RefusesItemsOfAScopeThatHasExpired) {
  log_.seconds += 86'400;
  log_.Grant(b1_, Items({"a"}));
  ExpectRefused("leaf 2, batch queues/q/batches/1, item 0: ", "expired");
}

TEST_F(ReplayTest, RefusesItemsOfAScopeForAnotherPurpose) {
  v1::AuditPayload scope;
  scope.mutable_registered_scope()->set_name("consentScopes/evaluation");
  scope.mutable_registered_scope()->add_purposes(v1::PURPOSE_EVALUATION);
  log_.Leaf("RegisterConsentScope", scope);
  std::vector<v1::ManifestItem> items = Items({"a"});
  items[0].set_consent_scope("evaluation");
  log_.Grant(b1_, items);
  ExpectRefused("leaf 3, batch queues/q/batches/1, item 0: ", "does not allow the purpose");
}

TEST_F(ReplayTest, RefusesItemsWhoseRetentionEndsWithinTheLease) {
  std::vector<v1::ManifestItem> items = Items({"a", "b"});
  items[1].mutable_retain_until()->set_seconds(log_.seconds + 60);
  log_.Grant(b1_, items);
  ExpectRefused("leaf 2, batch queues/q/batches/1, item 1: ", "retention ends before");
}

TEST_F(ReplayTest, RefusesWhatIsGrantedAfterItsConsentWasRevoked) {
  log_.Leaf("RevokeConsent", Revoke("b"));
  log_.Grant(b1_, Items({"a", "b"}));
  ExpectRefused("leaf 3, batch queues/q/batches/1, item 1: ", "revoked or its candidate removed");
}

TEST_F(ReplayTest, RefusesWhatIsGrantedAfterItsScopeWasRevoked) {
  v1::AuditPayload revoked;
  revoked.mutable_revoked()->set_consent_scope("research");
  log_.Leaf("RevokeConsent", revoked);
  log_.Grant(b1_, Items({"a"}));
  ExpectRefused("leaf 3, batch queues/q/batches/1, item 0: ", "scope was revoked");
}

TEST_F(ReplayTest, RefusesALabelOfWhatWasRevoked) {
  log_.Grant(b1_, Items({"a"}));
  log_.Leaf("RevokeConsent", Revoke("a"));
  log_.Leaf("SubmitLabels", Label(b1_, "a"));
  ExpectRefused("leaf 4: ", "labels what was revoked or removed");
}

TEST_F(ReplayTest, RefusesARenewalOfWhatWasRevoked) {
  log_.Grant(b1_, Items({"a"}));
  log_.Leaf("RevokeConsent", Revoke("a"));
  v1::AuditPayload renewed = Lease(b1_, {});
  renewed.mutable_leases(0)->mutable_expire_time()->set_seconds(log_.seconds + 7200);
  log_.Leaf("RenewLease", renewed);
  ExpectRefused("leaf 4: ", "revoked or its candidate removed");
}

TEST_F(ReplayTest, RefusesAnErasedItemThatNoLeafAccountsFor) {
  log_.Grant(b1_, Items({"a", "b"}), {1});
  ExpectRefused("leaf 2, batch queues/q/batches/1, item 1: ", "no leaf says that it was erased");
}

TEST_F(ReplayTest, AcceptsAnErasedItemAndNothingOfItsCandidateAfterwards) {
  log_.Grant(b1_, Items({"a", "b"}), {1});
  v1::AuditPayload removed;
  removed.mutable_removed()->set_reason(v1::REMOVAL_REASON_ERASURE);
  v1::QueueCandidates& some = *removed.mutable_removed()->add_candidates();
  some.set_queue("q");
  some.add_candidate_ids("b");
  removed.mutable_removed()->add_item_hashes(log_.item_hash(1));
  *removed.add_leases() = Lease(b1_, {1}).leases(0);
  log_.Leaf("EraseSubject", removed);
  log_.Grant(b2_, Items({"b"}));
  ExpectRefused("leaf 4, batch queues/q/batches/2, item 0: ", "removed");
}

TEST_F(ReplayTest, RefusesChangesOfBatchesThatAreNotOpen) {
  log_.Leaf("CompleteBatch", Lease(b1_, {}, v1::BATCH_STATE_COMPLETED));
  ExpectRefused("leaf 2: ", "never granted");
}

TEST_F(ReplayTest, RefusesAnItemThatEndsTwice) {
  log_.Grant(b1_, Items({"a", "b"}));
  log_.Leaf("ReturnItems", Lease(b1_, {0}));
  log_.Leaf("ReturnItems", Lease(b1_, {0}));
  ExpectRefused("leaf 4: ", "has ended");
}

TEST_F(ReplayTest, RefusesAPolicyThatNotAllOfItsOwnersHadApproved) {
  v1::AuditPayload payload;
  payload.mutable_policy_created()->set_policy("p@1");
  payload.mutable_policy_created()->set_content_hash("hash");
  log_.Leaf("CreatePolicyRevision", payload);
  const std::vector<v1::Role> roles = {v1::ROLE_POLICY_DATA, v1::ROLE_POLICY_LEGAL,
                                       v1::ROLE_POLICY_PRODUCT, v1::ROLE_POLICY_ML};
  for (const v1::Role role : roles) {
    payload.Clear();
    v1::PolicyApproved& approved = *payload.mutable_policy_approved();
    approved.set_policy("p@1");
    approved.set_content_hash("hash");
    approved.set_role(role);
    // One person in two roles.
    approved.set_approver(std::to_string(role == v1::ROLE_POLICY_ML ? roles[0] : role));
    log_.Leaf("ApprovePolicyRevision", payload);
  }
  payload.Clear();
  v1::PolicyActivated& activated = *payload.mutable_policy_activated();
  activated.set_queue("q");
  activated.set_policy("p@1");
  activated.set_content_hash("hash");
  activated.set_approvals_required(4);
  log_.Leaf("ActivatePolicyRevision", payload);
  ExpectRefused("leaf 7: ", "not all of its owners");
}

}  // namespace
}  // namespace winnow::governance
