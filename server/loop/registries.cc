// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/registries.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "server/loop/error.h"
#include "server/loop/paging.h"
#include "server/loop/proto_time.h"
#include "server/loop/registry_change.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

using shard::MutationLog;
using shard::RegistrySnapshot;
using shard::ShardState;

constexpr absl::string_view kExists =
    "Another content is registered under this name. Registrations do not change: choose a new "
    "name.";

// What is common to sources and consent scopes.
struct SourceKind {
  using Resource = v1::Source;
  using Record = storage::v1::SourceRecord;
  using Table = storage::SourceTable;
  static constexpr absl::string_view kMethod = "RegisterSource";
  static constexpr auto kRecords = &RegistrySnapshot::sources;
  static Resource& Of(Record& record) { return *record.mutable_source(); }
  static void Describe(const Resource&, v1::AuditPayload&) {}
};

struct ConsentScopeKind {
  using Resource = v1::ConsentScope;
  using Record = storage::v1::ConsentScopeRecord;
  using Table = storage::ConsentScopeTable;
  static constexpr absl::string_view kMethod = "RegisterConsentScope";
  static constexpr auto kRecords = &RegistrySnapshot::consent_scopes;
  static Resource& Of(Record& record) { return *record.mutable_consent_scope(); }
  static void Describe(const Resource& scope, v1::AuditPayload& payload) {
    *payload.mutable_registered_scope() = scope;
  }
};

template <typename Resource>
bool SameContent(Resource a, Resource b) {
  a.clear_create_time();
  b.clear_create_time();
  return PayloadHash(a) == PayloadHash(b);
}

// Registers `resource` under `id`, or finds it there; returns it as registered.
template <typename Kind>
absl::StatusOr<typename Kind::Resource> Register(const CallId& call, const std::string& id,
                                                 typename Kind::Resource resource,
                                                 std::pair<ShardState&, MutationLog&> shard) {
  ShardState& state = shard.first;
  const auto replay = FindReplay(state, call);
  if (!replay.ok()) return replay.status();
  const auto& records = (*state.pending_registry).*Kind::kRecords;
  if (const auto it = records.find(id); it != records.end()) {
    typename Kind::Record known = it->second;
    if (!SameContent(Kind::Of(known), resource)) return Exists(kExists);
    return Kind::Of(known);
  }
  *resource.mutable_create_time() = ToTimestamp(state.now.wall);
  typename Kind::Record record;
  Kind::Of(record) = resource;
  shard::Mutation mutation;
  Kind::Table::Put(state.shard, id, record, &mutation.writes);
  storage::v1::RequestRecord request;
  request.set_resource(resource.name());
  RememberCall(call, std::move(request), state, mutation.writes);
  mutation.leaf = {.principal = call.key.principal,
                   .method = std::string(Kind::kMethod),
                   .object = resource.name(),
                   .decision = "REGISTERED",
                   .policy = "",
                   .payload = RequestPayload(call)};
  Kind::Describe(resource, mutation.leaf.payload);
  shard.second.Add(std::move(mutation));
  ChangeRegistry(state, [&](RegistrySnapshot& next) { (next.*Kind::kRecords)[id] = record; });
  return resource;
}

}  // namespace

void Registries::RegisterSource(const Caller& caller, const v1::RegisterSourceRequest& request,
                                Done<v1::RegisterSourceResponse> done) {
  const auto id = ParseSourceName(request.source().name(), "source.name");
  if (!id.ok()) return done(id.status());
  const auto call = IdentifyCall(caller, SourceKind::kMethod, request);
  if (!call.ok()) return done(call.status());
  auto registered = std::make_shared<Registered<v1::RegisterSourceResponse>>();
  const auto decide = [&](ShardState& state, MutationLog& log) -> absl::Status {
    auto source = Register<SourceKind>(*call, *id, request.source(), {state, log});
    if (!source.ok()) return source.status();
    *registered->response.mutable_source() = *std::move(source);
    registered->registry = state.pending_registry;
    return absl::OkStatus();
  };
  environment_.shards.control().Mutate(
      decide, FollowAndReply(environment_.shards, registered, std::move(done)));
}

void Registries::RegisterConsentScope(const Caller& caller,
                                      const v1::RegisterConsentScopeRequest& request,
                                      Done<v1::RegisterConsentScopeResponse> done) {
  const auto id = ParseConsentScopeName(request.consent_scope().name(), "consent_scope.name");
  if (!id.ok()) return done(id.status());
  const auto call = IdentifyCall(caller, ConsentScopeKind::kMethod, request);
  if (!call.ok()) return done(call.status());
  v1::ConsentScope scope = request.consent_scope();
  // Purposes are a set.
  auto& purposes = *scope.mutable_purposes();
  std::sort(purposes.begin(), purposes.end());
  purposes.erase(std::unique(purposes.begin(), purposes.end()), purposes.end());
  auto registered = std::make_shared<Registered<v1::RegisterConsentScopeResponse>>();
  const auto decide = [&](ShardState& state, MutationLog& log) -> absl::Status {
    auto known = Register<ConsentScopeKind>(*call, *id, scope, {state, log});
    if (!known.ok()) return known.status();
    *registered->response.mutable_consent_scope() = *std::move(known);
    registered->registry = state.pending_registry;
    return absl::OkStatus();
  };
  environment_.shards.control().Mutate(
      decide, FollowAndReply(environment_.shards, registered, std::move(done)));
}

void Registries::ListSources(const Caller&, const v1::ListSourcesRequest& request,
                             Done<v1::ListSourcesResponse> done) {
  const auto after = PageAfterId(request.page_token());
  if (!after.ok()) return done(after.status());
  auto response = std::make_shared<v1::ListSourcesResponse>();
  const auto inspect = [&](const ShardState& state) {
    response->set_next_page_token(CopyPage(
        state.pending_registry->sources, *after, PageRows(request.page_size()),
        [&](const auto&, const auto& record) { *response->add_sources() = record.source(); }));
    return absl::OkStatus();
  };
  environment_.shards.control().Read(inspect, Reply(response, std::move(done)));
}

void Registries::ListConsentScopes(const Caller&, const v1::ListConsentScopesRequest& request,
                                   Done<v1::ListConsentScopesResponse> done) {
  const auto after = PageAfterId(request.page_token());
  if (!after.ok()) return done(after.status());
  auto response = std::make_shared<v1::ListConsentScopesResponse>();
  const auto inspect = [&](const ShardState& state) {
    response->set_next_page_token(
        CopyPage(state.pending_registry->consent_scopes, *after, PageRows(request.page_size()),
                 [&](const auto&, const auto& record) {
                   *response->add_consent_scopes() = record.consent_scope();
                 }));
    return absl::OkStatus();
  };
  environment_.shards.control().Read(inspect, Reply(response, std::move(done)));
}

}  // namespace winnow::loop
