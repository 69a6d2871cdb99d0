// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Policies are activated with the approval of four owners under four identities (governance.md G1).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/loop/policy_catalog.h"
#include "server/shard/tables.h"
#include "tests/server/loop/review_bed.h"
#include "tests/testing/policy_owners.h"
#include "tests/testing/seed.h"

namespace winnow::loop::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using winnow::testing::kPolicyOwners;

constexpr char kPolicy[] = "policies/p@1";

v1::PolicyRevision Get(LoopBed& bed, const std::string& name) {
  v1::GetPolicyRevisionRequest request;
  request.set_name(name);
  const auto response = bed.Call(&Loop::policies, &Policies::GetPolicyRevision, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->policy_revision() : v1::PolicyRevision();
}

// Revision p@1, written by `author`, and queue `q` without a policy.
void Prepare(LoopBed& bed, const std::string& author) {
  bed.SetUp("");
  const auto created =
      bed.CallAs({author}, &Loop::policies, &Policies::CreatePolicyRevision,
                 Text<v1::CreatePolicyRevisionRequest>("policy_id: 'p' policy { purpose: "
                                                       "PURPOSE_TRAINING allocation { kind: "
                                                       "ALLOCATION_KIND_EQUAL } }"));
  ASSERT_TRUE(created.ok()) << created.status();
}

auto Approve(LoopBed& bed, const Caller& caller, v1::Role role, const std::string& fields = "") {
  v1::ApprovePolicyRevisionRequest request;
  request.set_policy(kPolicy);
  request.set_role(role);
  request.set_content_hash(Get(bed, kPolicy).content_hash());
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(fields, &request));
  return bed.CallAs(caller, &Loop::policies, &Policies::ApprovePolicyRevision, request);
}

auto Activate(LoopBed& bed, const std::string& policy, const std::string& etag = "") {
  v1::ActivatePolicyRevisionRequest request;
  request.set_queue("queues/q");
  request.set_policy(policy);
  request.set_etag(etag);
  return bed.Call(&Loop::policies, &Policies::ActivatePolicyRevision, request);
}

Caller Everyone(const std::string& identity) {
  Caller caller{identity};
  for (const auto& owner : kPolicyOwners) caller.roles.insert(owner.role);
  return caller;
}

// What the approvals of a revision come to, worked out the long way.
class Oracle {
 public:
  // The reason that an approval is refused with, or none.
  v1::ErrorReason Approve(const Caller& caller, v1::Role role) {
    if (!caller.Has(role)) return v1::ERROR_REASON_PERMISSION_DENIED;
    for (const auto& [of, identity] : approvals_) {
      if (identity == caller.principal && of != role) return v1::ERROR_REASON_APPROVER_REPEATED;
    }
    approvals_.try_emplace(role, caller.principal);
    return v1::ERROR_REASON_UNSPECIFIED;
  }
  bool Approved(const std::string& author) const {
    std::set<std::string> identities;
    size_t by_others = 0;
    for (const auto& [role, identity] : approvals_) {
      identities.insert(identity);
      by_others += identity != author;
    }
    return approvals_.size() == 4 && identities.size() == 4 && by_others >= 3;
  }
  const std::map<v1::Role, std::string>& approvals() const { return approvals_; }

 private:
  std::map<v1::Role, std::string> approvals_;
};

// Neither fewer than four identities, nor one in several roles, nor an author that counts twice
// ever gets a policy activated.
TEST(PolicyApproval, ActivatesExactlyAfterFourIdentitiesInFourRolesWhateverTheOrder) {
  const uint32_t first = winnow::testing::Seed();
  int activated = 0;
  for (uint32_t seed = first; seed < first + 60; ++seed) {
    SCOPED_TRACE(absl::StrCat("WINNOW_TEST_SEED=", seed));
    std::mt19937 random(seed);
    const size_t identities = 3 + random() % 3;
    LoopBed bed;
    Prepare(bed, "i0");
    Oracle oracle;
    for (int step = 0; step < 24; ++step) {
      Caller caller{absl::StrCat("i", random() % identities)};
      for (const auto& owner : kPolicyOwners) {
        if (random() % 3 > 0) caller.roles.insert(owner.role);
      }
      const v1::Role role = kPolicyOwners[random() % 4].role;
      const auto answer = Approve(bed, caller, role);
      ASSERT_EQ(ReasonOf(answer.status()), oracle.Approve(caller, role));
      if (random() % 8 == 0) bed.Restart();
      const v1::PolicyRevision revision = Get(bed, kPolicy);
      std::map<v1::Role, std::string> approvals;
      for (const auto& approval : revision.approvals())
        approvals[approval.role()] = approval.approver();
      ASSERT_EQ(approvals, oracle.approvals());
      ASSERT_EQ(revision.missing_approvals_size(), 4 - revision.approvals_size());
      const auto active = Activate(bed, kPolicy);
      ASSERT_EQ(active.ok(), oracle.Approved("i0")) << active.status();
      if (active.ok()) {
        ++activated;
        break;
      }
      ASSERT_EQ(ReasonOf(active.status()), v1::ERROR_REASON_APPROVAL_MISSING);
      ASSERT_EQ(bed.Status().queue().active_policy(), "");
    }
  }
  EXPECT_GT(activated, 5);
  EXPECT_LT(activated, 60);
}

TEST(PolicyApproval, IsStoredAuditedAndRepeatable) {
  LoopBed bed;
  Prepare(bed, "author");
  bed.clock().Advance(absl::Seconds(7));
  const Caller legal{"lena", {v1::ROLE_POLICY_LEGAL}};
  const auto first = Approve(bed, legal, v1::ROLE_POLICY_LEGAL, "request_id: 'r1'");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->policy_revision().state(), v1::POLICY_STATE_DRAFT);
  const auto leaf = LeavesOf(bed).back();
  EXPECT_EQ(leaf.method(), "ApprovePolicyRevision");
  EXPECT_EQ(leaf.object(), kPolicy);
  EXPECT_EQ(leaf.decision(), "APPROVED");
  EXPECT_EQ(leaf.policy(), "p@1");
  const size_t leaves = LeavesOf(bed).size();
  for (const bool restarted : {false, true}) {
    if (restarted) bed.Restart();
    for (const char* fields : {"request_id: 'r1'", "request_id: 'r2'", ""}) {
      const auto again = Approve(bed, legal, v1::ROLE_POLICY_LEGAL, fields);
      ASSERT_TRUE(again.ok()) << again.status();
      EXPECT_EQ(again->policy_revision().SerializeAsString(),
                first->policy_revision().SerializeAsString());
    }
    // A second owner of the same role adds nothing.
    ASSERT_TRUE(Approve(bed, Everyone("other"), v1::ROLE_POLICY_LEGAL).ok());
    EXPECT_EQ(Get(bed, kPolicy).approvals_size(), 1);
    EXPECT_EQ(LeavesOf(bed).size(), leaves);
  }
  EXPECT_EQ(ReasonOf(Approve(bed, legal, v1::ROLE_POLICY_LEGAL,
                             "request_id: 'r1' content_hash: 'another'")
                         .status()),
            v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST(PolicyApproval, NamesTheOwnersWhoAreMissingAndLeavesNoQueueBehind) {
  LoopBed bed;
  Prepare(bed, "author");
  ASSERT_TRUE(Approve(bed, Everyone("a"), v1::ROLE_POLICY_PRODUCT).ok());
  ASSERT_TRUE(Approve(bed, Everyone("b"), v1::ROLE_POLICY_DATA).ok());
  const auto order =
      Text<v1::CreateQueueRequest>("queue { name: 'queues/n' } policy: 'policies/p'");
  const size_t leaves = LeavesOf(bed).size();
  for (const absl::Status& status :
       {Activate(bed, "policies/p").status(),
        bed.Call(&Loop::queues, &Queues::CreateQueue, order).status()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_APPROVAL_MISSING);
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr("legal, ml."), Not(HasSubstr("data")), Not(HasSubstr("product"))));
  }
  EXPECT_EQ(LeavesOf(bed).size(), leaves);
  EXPECT_EQ(ReasonOf(bed.Call(&Loop::queues, &Queues::GetQueue,
                              Text<v1::GetQueueRequest>("name: 'queues/n'"))
                         .status()),
            v1::ERROR_REASON_QUEUE_UNKNOWN);
  ASSERT_TRUE(Approve(bed, Everyone("c"), v1::ROLE_POLICY_LEGAL).ok());
  const auto last = Approve(bed, Everyone("d"), v1::ROLE_POLICY_ML);
  ASSERT_TRUE(last.ok());
  EXPECT_EQ(last->policy_revision().state(), v1::POLICY_STATE_APPROVED);
  const auto created = bed.Call(&Loop::queues, &Queues::CreateQueue, order);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_FALSE(created->queue().bootstrap());
  EXPECT_EQ(LeavesOf(bed).back().decision(), "ACTIVATED");
  EXPECT_EQ(Get(bed, kPolicy).state(), v1::POLICY_STATE_ACTIVE);
}

TEST(PolicyApproval, RefusesAnotherContentAnotherRoleAndWhatIsNoRevision) {
  LoopBed bed;
  Prepare(bed, "author");
  const Caller data{"dora", {v1::ROLE_POLICY_DATA}};
  const auto reason = [&](v1::Role role, const std::string& fields) {
    return ReasonOf(Approve(bed, data, role, fields).status());
  };
  EXPECT_EQ(
      reason(v1::ROLE_POLICY_DATA, absl::StrCat("content_hash: '", std::string(64, '0'), "'")),
      v1::ERROR_REASON_VERSION_CONFLICT);
  EXPECT_EQ(reason(v1::ROLE_POLICY_ML, ""), v1::ERROR_REASON_PERMISSION_DENIED);
  EXPECT_EQ(reason(v1::ROLE_ADMIN, ""), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(reason(v1::ROLE_UNSPECIFIED, ""), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(reason(v1::ROLE_POLICY_DATA, "policy: 'policies/p'"), v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(reason(v1::ROLE_POLICY_DATA, "policy: 'policies/p@2'"),
            v1::ERROR_REASON_POLICY_UNKNOWN);
  EXPECT_EQ(Get(bed, kPolicy).approvals_size(), 0);
}

// An activation of before approvals were asked for stays in force, and says so until its policy is
// activated again.
TEST(PolicyApproval, MarksAnOlderActivationUntilItIsMadeAgain) {
  ReviewBed bed;
  bed.AddCandidates(3);
  bed.shards().at(0).Mutate(
      [](shard::ShardState& state, shard::MutationLog& log) {
        storage::v1::QueueRecord& record = state.FindQueue("q")->record;
        record.clear_approved();
        record.mutable_active_policy()->clear_approvals();
        shard::Mutation mutation;
        storage::QueueTable::Put(state.shard, "q", record, &mutation.writes);
        log.Add(std::move(mutation));
        return absl::OkStatus();
      },
      [](const absl::StatusOr<shard::Position>&) {});
  bed.Restart();
  EXPECT_TRUE(bed.Status().queue().bootstrap());
  EXPECT_EQ(bed.Take("max_items: 1").items_size(), 1);
  const auto update = [&] {
    return bed.Call(&Loop::queues, &Queues::UpdateQueue,
                    Text<v1::UpdateQueueRequest>(
                        "queue { name: 'queues/q' release_under_test { baseline_release: 'r1' "
                        "candidate_release: 'r2' } } update_mask { paths: 'release_under_test' }"));
  };
  ASSERT_TRUE(update().ok()) << update().status();
  EXPECT_TRUE(bed.Status().queue().bootstrap());
  const auto again = Activate(bed, kPolicy);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_FALSE(again->queue().bootstrap());
  EXPECT_EQ(LeavesOf(bed).back().decision(), "ACTIVATED");
  bed.Restart();
  EXPECT_FALSE(bed.Status().queue().bootstrap());
}

TEST(PolicyApproval, ComparesTheEtagOfTheQueueAtAnActivation) {
  ReviewBed bed;
  Approve(bed, "policies/lab-v0@1");
  const std::string etag = bed.Status().queue().etag();
  EXPECT_EQ(ReasonOf(Activate(bed, "policies/lab-v0", etag + "0").status()),
            v1::ERROR_REASON_VERSION_CONFLICT);
  EXPECT_EQ(bed.Status().queue().active_policy(), kPolicy);
  const auto active = Activate(bed, "policies/lab-v0", etag);
  ASSERT_TRUE(active.ok()) << active.status();
  EXPECT_NE(active->queue().etag(), etag);
  EXPECT_EQ(Get(bed, kPolicy).state(), v1::POLICY_STATE_SUPERSEDED);
}

TEST(PolicyApproval, OfABuiltInPolicyHoldsForItsContentAlone) {
  LoopBed bed;
  Approve(bed, "policies/lab-v0@1");
  bed.Restart();
  EXPECT_EQ(Get(bed, "policies/lab-v0@1").state(), v1::POLICY_STATE_APPROVED);
  EXPECT_EQ(Get(bed, "policies/release-evaluation@1").state(), v1::POLICY_STATE_DRAFT);
  shard::RegistrySnapshot registry = *bed.shards().registry().Get();
  storage::v1::PolicyRevisionRecord& row = registry.builtin_approvals[{"lab-v0", 1}];
  EXPECT_FALSE(row.has_policy()) << "the rules are those of the program";
  EXPECT_EQ(FindRevision(registry, {"lab-v0", 1})->approvals_size(), 4);
  // As if another release had changed the policy.
  row.mutable_content_hash()->at(0) ^= 1;
  EXPECT_EQ(FindRevision(registry, {"lab-v0", 1})->approvals_size(), 0);
}

TEST(PolicyApproval, KeepsAPolicyThatWasCreatedBeforeABuiltInOneOfItsName) {
  shard::RegistrySnapshot registry;
  storage::v1::PolicyRevisionRecord& own = registry.policies[{"lab-v0", 1}];
  own.set_policy_id("lab-v0");
  own.set_revision(1);
  own.mutable_policy()->set_required_labels(7);
  EXPECT_EQ(FindRevision(registry, {"lab-v0", 1})->policy().required_labels(), 7u);
  EXPECT_EQ(FindRevision(registry, {"lab-v0", {}})->policy().required_labels(), 7u);
  const auto ids = PolicyRevisions(registry);
  EXPECT_EQ(std::count(ids.begin(), ids.end(), std::pair<std::string, uint32_t>("lab-v0", 1)), 1);
}

}  // namespace
}  // namespace winnow::loop::testing
