// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/policy_approval.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "server/loop/error.h"
#include "server/loop/policies.h"
#include "server/loop/policy_catalog.h"
#include "server/loop/policy_messages.h"
#include "server/loop/proto_time.h"
#include "server/loop/registry_change.h"
#include "server/loop/request_replay.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

using storage::v1::PolicyRevisionRecord;

constexpr absl::string_view kApprove = "ApprovePolicyRevision";

// Whether `caller` may approve `record` for the role of `request`: true when that is new, false
// when it changes nothing.
absl::StatusOr<bool> Judge(const Caller& caller, const v1::ApprovePolicyRevisionRequest& request,
                           const PolicyRevisionRecord& record) {
  if (request.content_hash() != absl::BytesToHexString(record.content_hash())) {
    return VersionConflict(
        "The revision has another content than the one that was read. Read it again, and approve "
        "what it says.");
  }
  bool approved = false;
  for (const v1::PolicyApproval& approval : record.approvals()) {
    if (approval.approver() == caller.principal && approval.role() != request.role()) {
      return NotAllowed(
          v1::ERROR_REASON_APPROVER_REPEATED,
          "This identity has approved the revision for another role. Each of the four "
          "owners approves it under an identity of its own.");
    }
    approved = approved || approval.role() == request.role();
  }
  return !approved;
}

// Stores `record`, which has one approval more, and adds it to the registry. The rules of a
// built-in policy stay those of the program.
void Store(const CallId& call, PolicyRevisionRecord record, shard::ShardState& state,
           shard::MutationLog& log) {
  const std::pair<std::string, uint32_t> id(record.policy_id(), record.revision());
  const bool builtin = !state.pending_registry->policies.contains(id);
  if (builtin) record.clear_policy();
  const std::string name = PolicyName(record.policy_id(), record.revision());
  shard::Mutation mutation;
  storage::PolicyTable::Put(state.shard, {id.first, id.second}, record, &mutation.writes);
  storage::v1::RequestRecord remembered;
  remembered.set_resource(name);
  RememberCall(call, std::move(remembered), state, mutation.writes);
  mutation.leaf = {.principal = call.key.principal,
                   .method = std::string(kApprove),
                   .object = name,
                   .decision = "APPROVED",
                   .policy = RevisionName(record),
                   .payload = RequestPayload(call)};
  const v1::PolicyApproval& newest = record.approvals(record.approvals_size() - 1);
  v1::PolicyApproved& approved = *mutation.leaf.payload.mutable_policy_approved();
  approved.set_policy(RevisionName(record));
  approved.set_content_hash(record.content_hash());
  approved.set_role(newest.role());
  approved.set_approver(newest.approver());
  log.Add(std::move(mutation));
  ChangeRegistry(state, [&](shard::RegistrySnapshot& next) {
    (builtin ? next.builtin_approvals : next.policies)[id] = std::move(record);
  });
}

absl::StatusOr<PolicyRef> ParseApproved(const v1::ApprovePolicyRevisionRequest& request) {
  auto name = ParsePolicyName(request.policy(), "policy");
  if (!name.ok()) return name;
  if (!name->revision.has_value()) {
    return FieldsInvalid({{"policy", "must name a revision: policies/{policy}@{revision}"}});
  }
  if (!shard::IsOwner(request.role())) {
    return FieldsInvalid({{"role",
                           "must be ROLE_POLICY_DATA, ROLE_POLICY_LEGAL, ROLE_POLICY_PRODUCT or "
                           "ROLE_POLICY_ML"}});
  }
  return name;
}

}  // namespace

void Policies::ApprovePolicyRevision(const Caller& caller,
                                     const v1::ApprovePolicyRevisionRequest& request,
                                     Done<v1::ApprovePolicyRevisionResponse> done) {
  const auto name = ParseApproved(request);
  if (!name.ok()) return done(name.status());
  if (!caller.Has(request.role())) {
    return done(Denied(
        "The caller does not have the role that it approves for. The access policy of the server "
        "gives roles to identities."));
  }
  const auto call = IdentifyCall(caller, kApprove, request);
  if (!call.ok()) return done(call.status());

  using Response = v1::ApprovePolicyRevisionResponse;
  auto registered = std::make_shared<Registered<Response>>();
  auto record = std::make_shared<PolicyRevisionRecord>();
  const auto decide = [&](shard::ShardState& state, shard::MutationLog& log) -> absl::Status {
    const auto replay = FindReplay(state, *call);
    if (!replay.ok()) return replay.status();
    auto found = FindRevision(*state.pending_registry, *name);
    if (!found.ok()) return found.status();
    *record = *std::move(found);
    if (*replay == nullptr) {
      const auto fresh = Judge(caller, request, *record);
      if (!fresh.ok()) return fresh.status();
      if (*fresh) {
        v1::PolicyApproval& approval = *record->add_approvals();
        approval.set_role(request.role());
        approval.set_approver(caller.principal);
        *approval.mutable_approve_time() = ToTimestamp(state.now.wall);
        Store(*call, *record, state, log);
      }
    }
    registered->registry = state.pending_registry;
    return absl::OkStatus();
  };
  const auto fill = [record](const PolicyUse& use, Response* response) {
    *response->mutable_policy_revision() = ToMessage(*record, use);
  };
  Done<Response> followed = [&environment = environment_, fill,
                             done = std::move(done)](absl::StatusOr<Response> response) mutable {
    if (!response.ok()) return done(response.status());
    AnswerWithUse<Response>(environment, fill, std::move(done));
  };
  environment_.shards.control().Mutate(
      decide, FollowAndReply(environment_.shards, registered, std::move(followed)));
}

}  // namespace winnow::loop
