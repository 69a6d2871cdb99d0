// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/policies.h"

#include <memory>
#include <string>
#include <utility>

#include "server/loop/error.h"
#include "server/loop/policy_activation.h"
#include "server/loop/policy_catalog.h"
#include "server/loop/policy_messages.h"
#include "server/loop/proto_time.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/queue_messages.h"
#include "server/loop/registry_change.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"
#include "server/selection/policy_validation.h"
#include "server/shard/active_policy.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

using shard::MutationLog;
using shard::RegistrySnapshot;
using shard::ShardState;

constexpr absl::string_view kCreate = "CreatePolicyRevision";
constexpr absl::string_view kActivate = "ActivatePolicyRevision";

// A revision that a call created, now or earlier, or found to be there already.
struct Created {
  storage::v1::PolicyRevisionRecord record;
  bool fresh = false;
};

absl::StatusOr<Created> CreatedEarlier(const RegistrySnapshot& registry,
                                       absl::string_view resource) {
  const auto name = ParsePolicyName(resource, "policy_id");
  if (!name.ok()) return name.status();
  auto record = FindRevision(registry, *name);
  if (!record.ok()) return record.status();
  return Created{*std::move(record), false};
}

// The next revision of a policy, or the newest if it has the same content.
Created NextRevision(const RegistrySnapshot& registry,
                     const v1::CreatePolicyRevisionRequest& request) {
  const std::string hash = ContentHash(request.policy());
  const auto* newest = NewestRevision(registry, request.policy_id());
  if (newest != nullptr && newest->content_hash() == hash) return {*newest, false};
  Created created;
  created.fresh = true;
  created.record.set_policy_id(request.policy_id());
  created.record.set_revision(newest == nullptr ? 1 : newest->revision() + 1);
  *created.record.mutable_policy() = request.policy();
  created.record.set_content_hash(hash);
  return created;
}

// Stores a fresh revision and adds it to the registry.
void Store(const CallId& call, const storage::v1::PolicyRevisionRecord& record, ShardState& state,
           MutationLog& log) {
  const std::string name = PolicyName(record.policy_id(), record.revision());
  shard::Mutation mutation;
  storage::PolicyTable::Put(state.shard, {record.policy_id(), record.revision()}, record,
                            &mutation.writes);
  storage::v1::RequestRecord remembered;
  remembered.set_resource(name);
  RememberCall(call, std::move(remembered), state, mutation.writes);
  mutation.leaf = {.principal = call.key.principal,
                   .method = std::string(kCreate),
                   .object = name,
                   .decision = "CREATED",
                   .policy = RevisionName(record),
                   .payload = RequestPayload(call)};
  v1::PolicyCreated& created = *mutation.leaf.payload.mutable_policy_created();
  created.set_policy(RevisionName(record));
  created.set_content_hash(record.content_hash());
  created.set_author(record.author());
  log.Add(std::move(mutation));
  ChangeRegistry(state, [&](RegistrySnapshot& next) {
    next.policies[{record.policy_id(), record.revision()}] = record;
  });
}

}  // namespace

void Policies::CreatePolicyRevision(const Caller& caller,
                                    const v1::CreatePolicyRevisionRequest& request,
                                    Done<v1::CreatePolicyRevisionResponse> done) {
  if (!IsId(request.policy_id())) {
    return done(FieldsInvalid({{"policy_id", std::string(kIdRule)}}));
  }
  if (IsBuiltin(request.policy_id())) {
    return done(FieldsInvalid({{"policy_id", "is a built-in policy's; choose another id"}}));
  }
  absl::Status valid = CheckViolations(selection::ValidatePolicy(request.policy(), nullptr));
  if (!valid.ok()) return done(std::move(valid));
  const auto call = IdentifyCall(caller, kCreate, request);
  if (!call.ok()) return done(call.status());

  auto registered = std::make_shared<Registered<v1::CreatePolicyRevisionResponse>>();
  const auto decide = [&](ShardState& state, MutationLog& log) -> absl::Status {
    const auto replay = FindReplay(state, *call);
    if (!replay.ok()) return replay.status();
    const RegistrySnapshot& registry = *state.pending_registry;
    absl::StatusOr<Created> created = *replay == nullptr
                                          ? NextRevision(registry, request)
                                          : CreatedEarlier(registry, (*replay)->resource());
    if (!created.ok()) return created.status();
    if (created->fresh) {
      *created->record.mutable_create_time() = ToTimestamp(state.now.wall);
      created->record.set_author(caller.principal);
      Store(*call, created->record, state, log);
    }
    registered->registry = state.pending_registry;
    *registered->response.mutable_policy_revision() = ToMessage(created->record, PolicyUse());
    return absl::OkStatus();
  };
  environment_.shards.control().Mutate(
      decide, FollowAndReply(environment_.shards, registered, std::move(done)));
}

void Policies::GetPolicyRevision(const Caller&, const v1::GetPolicyRevisionRequest& request,
                                 Done<v1::GetPolicyRevisionResponse> done) {
  const auto name = ParsePolicyName(request.name(), "name");
  if (!name.ok()) return done(name.status());
  auto record = FindRevision(*environment_.shards.registry().Get(), *name);
  if (!record.ok()) return done(record.status());
  AnswerWithUse<v1::GetPolicyRevisionResponse>(
      environment_,
      [record = *std::move(record)](const PolicyUse& use, v1::GetPolicyRevisionResponse* response) {
        *response->mutable_policy_revision() = ToMessage(record, use);
      },
      std::move(done));
}

void Policies::ListPolicyRevisions(const Caller&, const v1::ListPolicyRevisionsRequest& request,
                                   Done<v1::ListPolicyRevisionsResponse> done) {
  const auto registry = environment_.shards.registry().Get();
  auto page =
      PageOfRevisions(PolicyRevisions(*registry), request.page_token(), request.page_size());
  if (!page.ok()) return done(page.status());
  std::vector<storage::v1::PolicyRevisionRecord> records;
  for (const RevisionId& id : page->ids) {
    auto record = FindRevision(*registry, {id.first, id.second});
    if (!record.ok()) return done(record.status());
    records.push_back(*std::move(record));
  }
  AnswerWithUse<v1::ListPolicyRevisionsResponse>(
      environment_,
      [records = std::move(records), next = std::move(page->next_token)](
          const PolicyUse& use, v1::ListPolicyRevisionsResponse* response) {
        for (const auto& record : records)
          *response->add_policy_revisions() = ToMessage(record, use);
        response->set_next_page_token(next);
      },
      std::move(done));
}

void Policies::ActivatePolicyRevision(const Caller& caller,
                                      const v1::ActivatePolicyRevisionRequest& request,
                                      Done<v1::ActivatePolicyRevisionResponse> done) {
  const auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto name = ParsePolicyName(request.policy(), "policy");
  if (!name.ok()) return done(name.status());
  const auto call = IdentifyCall(caller, kActivate, request);
  if (!call.ok()) return done(call.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  const auto revision = FindRevision(*environment_.shards.registry().Get(), *name);
  if (!revision.ok()) return done(revision.status());

  auto response = std::make_shared<v1::ActivatePolicyRevisionResponse>();
  const auto decide = [&](ShardState& state, MutationLog& log) -> absl::Status {
    const auto queue = FindQueue(state, *queue_id);
    if (!queue.ok()) return queue.status();
    const auto replay = FindReplay(state, *call);
    if (!replay.ok()) return replay.status();
    storage::v1::QueueRecord& record = (*queue)->record;
    absl::StatusOr<ActivationStep> step = ActivationStep::kNone;
    if (*replay == nullptr) {
      if (!request.etag().empty() && request.etag() != EtagOf(record.version()))
        return VersionConflict();
      step = Activate(*revision, shard::ActivatedQueue(record), state.now.latest_us(), **queue);
      if (!step.ok()) return step.status();
    }
    if (*step != ActivationStep::kNone) {
      record.set_version(record.version() + 1);
      shard::Mutation mutation;
      storage::QueueTable::Put(state.shard, *queue_id, record, &mutation.writes);
      storage::v1::RequestRecord remembered;
      remembered.set_resource(request.queue());
      RememberCall(*call, std::move(remembered), state, mutation.writes);
      mutation.leaf = {.principal = caller.principal,
                       .method = std::string(kActivate),
                       .object = request.queue(),
                       .decision = std::string(DecisionOf(*step)),
                       .policy = RevisionName(*revision),
                       .payload = RequestPayload(*call)};
      *mutation.leaf.payload.mutable_policy_activated() = ActivatedFact(*queue_id, *revision);
      log.Add(std::move(mutation));
    }
    *response->mutable_queue() = ToMessage(record, state.shard);
    return absl::OkStatus();
  };
  (*shard)->Mutate(decide, Reply(response, std::move(done)));
}

}  // namespace winnow::loop
