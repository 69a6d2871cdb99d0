// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/rubrics.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "server/loop/error.h"
#include "server/loop/proto_time.h"
#include "server/loop/registry_change.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"
#include "server/loop/rubric_catalog.h"
#include "server/rubric/builtin_rubrics.h"
#include "server/rubric/rubric_validation.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

using shard::MutationLog;
using shard::RegistrySnapshot;
using shard::ShardState;
using storage::v1::RubricRevisionRecord;

constexpr absl::string_view kCreate = "CreateRubricRevision";

v1::RubricRevision ToMessage(const RubricRevisionRecord& record) {
  v1::RubricRevision revision;
  revision.set_name(RubricName(record.rubric_id(), record.revision()));
  *revision.mutable_rubric() = record.rubric();
  revision.set_content_hash(absl::BytesToHexString(record.content_hash()));
  if (record.has_create_time()) *revision.mutable_create_time() = record.create_time();
  revision.set_author(record.author());
  return revision;
}

// The rules of a rubric, whatever there is already.
absl::Status CheckRubric(const v1::CreateRubricRevisionRequest& request) {
  if (!IsId(request.rubric_id())) return FieldsInvalid({{"rubric_id", std::string(kIdRule)}});
  std::vector<FieldViolation> violations;
  for (selection::FieldViolation& violation :
       rubric::ValidateRubric(request.rubric(), request.rubric_id())) {
    violations.push_back({absl::StrCat("rubric.", violation.field), std::move(violation.problem)});
  }
  return violations.empty() ? absl::OkStatus() : FieldsInvalid(std::move(violations));
}

// Number of the newest revision; 0 for a new rubric. A built-in rubric has its first revision.
uint32_t NewestNumber(const RegistrySnapshot& registry, const std::string& rubric_id) {
  if (const auto* newest = NewestOf(registry.rubrics, rubric_id)) return newest->revision();
  return rubric::FindBuiltinRubric(rubric_id) == nullptr ? 0 : kBuiltinRevision;
}

// Stores a new revision and adds it to the registry.
void Store(const CallId& call, const RubricRevisionRecord& record, ShardState& state,
           MutationLog& log) {
  const RevisionId id(record.rubric_id(), record.revision());
  const std::string name = RubricName(id.first, id.second);
  shard::Mutation mutation;
  storage::RubricTable::Put(state.shard, {id.first, id.second}, record, &mutation.writes);
  storage::v1::RequestRecord remembered;
  remembered.set_resource(name);
  RememberCall(call, std::move(remembered), state, mutation.writes);
  mutation.leaf = {.principal = call.key.principal,
                   .method = std::string(kCreate),
                   .object = name,
                   .decision = "CREATED",
                   .policy = "",
                   .payload = RequestPayload(call)};
  v1::RubricCreated& created = *mutation.leaf.payload.mutable_rubric_created();
  created.set_rubric(absl::StrCat(id.first, "@", id.second));
  created.set_content_hash(record.content_hash());
  created.set_author(record.author());
  log.Add(std::move(mutation));
  ChangeRegistry(state, [&](RegistrySnapshot& next) { next.rubrics[id] = record; });
}

// The newest revision if it has the same content, else the next one, which is stored.
absl::StatusOr<RubricRevisionRecord> Create(const CallId& call,
                                            const v1::CreateRubricRevisionRequest& request,
                                            ShardState& state, MutationLog& log) {
  const RegistrySnapshot& registry = *state.pending_registry;
  const std::string hash(PayloadHash(request.rubric()).view());
  const uint32_t newest = NewestNumber(registry, request.rubric_id());
  if (newest > 0) {
    auto known = FindRubric(registry, RubricRef{request.rubric_id(), newest});
    if (known.ok() && known->content_hash() == hash) return known;
  }
  if (!request.rubric().fixes().empty() &&
      FindRubric(registry, request.rubric().fixes()) == nullptr) {
    return FieldsInvalid({{"rubric.fixes", "must be a revision that there is"}});
  }
  RubricRevisionRecord record;
  record.set_rubric_id(request.rubric_id());
  record.set_revision(newest + 1);
  *record.mutable_rubric() = request.rubric();
  record.set_content_hash(hash);
  *record.mutable_create_time() = ToTimestamp(state.now.wall);
  record.set_author(call.key.principal);
  Store(call, record, state, log);
  return record;
}

}  // namespace

void Rubrics::CreateRubricRevision(const Caller& caller,
                                   const v1::CreateRubricRevisionRequest& request,
                                   Done<v1::CreateRubricRevisionResponse> done) {
  if (absl::Status status = CheckRubric(request); !status.ok()) return done(std::move(status));
  const auto call = IdentifyCall(caller, kCreate, request);
  if (!call.ok()) return done(call.status());
  auto registered = std::make_shared<Registered<v1::CreateRubricRevisionResponse>>();
  const auto decide = [&](ShardState& state, MutationLog& log) -> absl::Status {
    const auto replay = FindReplay(state, *call);
    if (!replay.ok()) return replay.status();
    absl::StatusOr<RubricRevisionRecord> record;
    if (*replay == nullptr) {
      record = Create(*call, request, state, log);
    } else {
      const auto name = ParseRubricName((*replay)->resource(), "rubric_id");
      if (!name.ok()) return name.status();
      record = FindRubric(*state.pending_registry, *name);
    }
    if (!record.ok()) return record.status();
    registered->registry = state.pending_registry;
    *registered->response.mutable_rubric_revision() = ToMessage(*record);
    return absl::OkStatus();
  };
  environment_.shards.control().Mutate(
      decide, FollowAndReply(environment_.shards, registered, std::move(done)));
}

void Rubrics::GetRubricRevision(const Caller&, const v1::GetRubricRevisionRequest& request,
                                Done<v1::GetRubricRevisionResponse> done) {
  const auto name = ParseRubricName(request.name(), "name");
  if (!name.ok()) return done(name.status());
  auto response = std::make_shared<v1::GetRubricRevisionResponse>();
  const auto inspect = [&](const ShardState& state) -> absl::Status {
    const auto record = FindRubric(*state.pending_registry, *name);
    if (!record.ok()) return record.status();
    *response->mutable_rubric_revision() = ToMessage(*record);
    return absl::OkStatus();
  };
  environment_.shards.control().Read(inspect, Reply(response, std::move(done)));
}

void Rubrics::ListRubricRevisions(const Caller&, const v1::ListRubricRevisionsRequest& request,
                                  Done<v1::ListRubricRevisionsResponse> done) {
  auto response = std::make_shared<v1::ListRubricRevisionsResponse>();
  const auto inspect = [&](const ShardState& state) -> absl::Status {
    const RegistrySnapshot& registry = *state.pending_registry;
    const auto page =
        PageOfRevisions(RubricRevisions(registry), request.page_token(), request.page_size());
    if (!page.ok()) return page.status();
    for (const RevisionId& id : page->ids) {
      const auto record = FindRubric(registry, RubricRef{id.first, id.second});
      if (!record.ok()) return record.status();
      *response->add_rubric_revisions() = ToMessage(*record);
    }
    response->set_next_page_token(page->next_token);
    return absl::OkStatus();
  };
  environment_.shards.control().Read(inspect, Reply(response, std::move(done)));
}

}  // namespace winnow::loop
