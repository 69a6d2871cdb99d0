// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/queues.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "server/access/methods.h"
#include "server/loop/error.h"
#include "server/loop/evaluations/evaluations.h"
#include "server/loop/paging.h"
#include "server/loop/policy_activation.h"
#include "server/loop/policy_catalog.h"
#include "server/loop/queue_creation.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/queue_messages.h"
#include "server/loop/read_all.h"
#include "server/loop/reply.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"
#include "server/shard/active_policy.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

using shard::MutationLog;
using shard::ShardState;

constexpr absl::string_view kCreate = "CreateQueue";
constexpr absl::string_view kUpdate = "UpdateQueue";

// The attributes of `queue`, followed by those of `wanted` that are new. FIELD_INVALID when
// `wanted` lacks or changes one.
absl::StatusOr<v1::Queue> WithAttributes(v1::Queue queue, const v1::Queue& wanted) {
  const auto find = [](const auto& attributes, const std::string& key) {
    return std::find_if(attributes.begin(), attributes.end(),
                        [&](const v1::AttributeSpec& spec) { return spec.key() == key; });
  };
  for (const v1::AttributeSpec& spec : queue.attributes()) {
    const auto kept = find(wanted.attributes(), spec.key());
    if (kept == wanted.attributes().end() || kept->kind() != spec.kind()) {
      return FieldsInvalid({{"queue.attributes",
                             "must keep every declared attribute with its kind; only new ones may "
                             "be added"}});
    }
  }
  const v1::Queue before = queue;
  for (const v1::AttributeSpec& spec : wanted.attributes()) {
    if (find(before.attributes(), spec.key()) == before.attributes().end()) {
      *queue.add_attributes() = spec;
    }
  }
  return queue;
}

// `queue` with the fields of `request` that its mask names.
absl::StatusOr<v1::Queue> Merge(v1::Queue queue, const v1::UpdateQueueRequest& request) {
  const v1::Queue& wanted = request.queue();
  for (const std::string& path : request.update_mask().paths()) {
    if (path == "description") {
      queue.set_description(wanted.description());
    } else if (path == "attributes") {
      auto merged = WithAttributes(std::move(queue), wanted);
      if (!merged.ok()) return merged.status();
      queue = *std::move(merged);
    } else if (path == "release_under_test") {
      if (wanted.has_release_under_test()) {
        *queue.mutable_release_under_test() = wanted.release_under_test();
      } else {
        queue.clear_release_under_test();
      }
    } else if (path == "min_cell_subjects") {
      queue.set_min_cell_subjects(wanted.min_cell_subjects());
    } else {
      return FieldsInvalid({{"update_mask",
                             "may name description, attributes, release_under_test and "
                             "min_cell_subjects alone"}});
    }
  }
  return queue;
}

// Gives the queue its new fields; re-scores it where its policy reads other releases than before.
absl::Status Apply(v1::Queue updated, int64_t now_us, shard::QueueState& queue) {
  storage::v1::QueueRecord& record = queue.record;
  if (record.has_activating() || record.has_active_policy()) {
    const storage::v1::PolicyRevisionRecord policy =
        record.has_activating() ? record.activating().policy() : record.active_policy();
    const auto changed = Activate(policy, updated, now_us, queue);
    if (!changed.ok()) return changed.status();
  }
  if (record.has_activating()) {
    // Until then draws read the pair that they read now.
    updated.clear_release_under_test();
    if (record.queue().has_release_under_test())
      *updated.mutable_release_under_test() = record.queue().release_under_test();
  }
  *record.mutable_queue() = std::move(updated);
  record.set_version(record.version() + 1);
  queue.candidates.SetAttributes(record.queue().attributes());
  return absl::OkStatus();
}

}  // namespace

void Queues::CreateQueue(const Caller& caller, const v1::CreateQueueRequest& request,
                         Done<v1::CreateQueueResponse> done) {
  QueueCreation::Order order;
  auto queue_id = ParseQueueName(request.queue().name(), "queue.name");
  if (!queue_id.ok()) return done(queue_id.status());
  order.queue_id = *std::move(queue_id);
  order.queue = request.queue();
  order.queue.clear_active_policy();
  order.queue.clear_active_policy_hash();
  order.queue.clear_activating_policy();
  order.queue.clear_bootstrap();
  order.queue.clear_shard();
  order.queue.clear_create_time();
  order.queue.clear_etag();
  if (!request.policy().empty()) {
    const auto name = ParsePolicyName(request.policy(), "policy");
    if (!name.ok()) return done(name.status());
    auto revision = FindRevision(*environment_.shards.registry().Get(), *name);
    if (!revision.ok()) return done(revision.status());
    // Before anything is stored: a policy that does not fit leaves no queue behind.
    auto compiled = CompileFor(revision->policy(), order.queue);
    if (!compiled.ok()) return done(compiled.status());
    order.policy = *std::move(revision);
  }
  auto call = IdentifyCall(caller, kCreate, request);
  if (!call.ok()) return done(call.status());
  order.call = *std::move(call);
  std::make_shared<QueueCreation>(environment_, std::move(order), std::move(done))->Start();
}

void Queues::GetQueue(const Caller&, const v1::GetQueueRequest& request,
                      Done<v1::GetQueueResponse> done) {
  const auto queue_id = ParseQueueName(request.name(), "name");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  auto response = std::make_shared<v1::GetQueueResponse>();
  const auto inspect = [&](const ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, *queue_id);
    if (!queue.ok()) return queue.status();
    *response->mutable_queue() = ToMessage((*queue)->record, state.shard);
    return absl::OkStatus();
  };
  (*shard)->Read(inspect, Reply(response, std::move(done)));
}

void Queues::ListQueues(const Caller& caller, const v1::ListQueuesRequest& request,
                        Done<v1::ListQueuesResponse> done) {
  const auto after = PageAfterId(request.page_token());
  if (!after.ok()) return done(after.status());
  std::map<std::string, v1::Queue> queues;
  auto response = std::make_shared<v1::ListQueuesResponse>();
  // The answers of ReadAll may leave before it returns: the page is cut while the last shard is
  // seen.
  size_t seen = 0;
  const auto inspect = [&](const ShardState& state) {
    for (const auto& [id, queue] : state.queues) {
      if (access::MaySee(id, caller.grants)) queues[id] = ToMessage(queue->record, state.shard);
    }
    if (++seen < environment_.shards.size()) return;
    response->set_next_page_token(
        CopyPage(queues, *after, PageRows(request.page_size()),
                 [&](const auto&, const v1::Queue& queue) { *response->add_queues() = queue; }));
  };
  ReadAll(environment_.shards, inspect,
          [response, done = std::move(done)](absl::Status status) mutable {
            if (!status.ok()) return done(std::move(status));
            done(std::move(*response));
          });
}

void Queues::UpdateQueue(const Caller& caller, const v1::UpdateQueueRequest& request,
                         Done<v1::UpdateQueueResponse> done) {
  const auto queue_id = ParseQueueName(request.queue().name(), "queue.name");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  const auto call = IdentifyCall(caller, kUpdate, request);
  if (!call.ok()) return done(call.status());

  auto response = std::make_shared<v1::UpdateQueueResponse>();
  const auto decide = [&](ShardState& state, MutationLog& log) -> absl::Status {
    const auto queue = FindQueue(state, *queue_id);
    if (!queue.ok()) return queue.status();
    const auto replay = FindReplay(state, *call);
    if (!replay.ok()) return replay.status();
    const storage::v1::QueueRecord& record = (*queue)->record;
    if (*replay == nullptr) {
      const std::string& etag = request.queue().etag();
      if (!etag.empty() && etag != EtagOf(record.version())) return VersionConflict();
      auto updated = Merge(shard::ActivatedQueue(record), request);
      if (!updated.ok()) return updated.status();
      absl::Status applied = Apply(*std::move(updated), state.now.latest_us(), **queue);
      if (!applied.ok()) return applied;
      shard::Mutation mutation;
      storage::QueueTable::Put(state.shard, *queue_id, record, &mutation.writes);
      storage::v1::RequestRecord remembered;
      remembered.set_resource(request.queue().name());
      RememberCall(*call, std::move(remembered), state, mutation.writes);
      mutation.leaf = {.principal = caller.principal,
                       .method = std::string(kUpdate),
                       .object = request.queue().name(),
                       .decision = "UPDATED",
                       .policy = (*queue)->policy_name(),
                       .payload = RequestPayload(*call)};
      log.Add(std::move(mutation));
    }
    *response->mutable_queue() = ToMessage(record, state.shard);
    return absl::OkStatus();
  };
  (*shard)->Mutate(decide, Reply(response, std::move(done)));
}

}  // namespace winnow::loop
