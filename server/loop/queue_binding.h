// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// BindToQueue: the control shard remembers, for good, which queue a data set or a release is of.
#ifndef WINNOW_SERVER_LOOP_QUEUE_BINDING_H_
#define WINNOW_SERVER_LOOP_QUEUE_BINDING_H_

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "server/loop/registry_change.h"
#include "server/loop/request_replay.h"
#include "server/shard/shard_state.h"
#include "server/shard/tables.h"

namespace winnow::loop {

struct QueueBinding {
  std::string name;  // resource name of what is bound
  std::string id;
  std::string queue_id;
  CallId call;
};

// The bindings of one kind.
using Bindings = std::map<std::string, std::string> shard::RegistrySnapshot::*;

// Under the mutex of the control shard. `Table` is that of the bindings. What is bound already to
// the same queue stays so; nullptr where it is bound to another one. What is returned is to be
// followed by all shards.
template <typename Table>
std::shared_ptr<const shard::RegistrySnapshot> BindToQueue(const QueueBinding& binding,
                                                           Bindings bindings,
                                                           shard::ShardState& state,
                                                           shard::MutationLog& log) {
  const std::map<std::string, std::string>& known = *state.pending_registry.*bindings;
  if (const auto it = known.find(binding.id); it != known.end())
    return it->second == binding.queue_id ? state.pending_registry : nullptr;
  typename Table::Record record;
  record.set_queue_id(binding.queue_id);
  shard::Mutation mutation;
  Table::Put(state.shard, binding.id, record, &mutation.writes);
  mutation.leaf = {.principal = binding.call.key.principal,
                   .method = binding.call.key.method,
                   .object = binding.name,
                   .decision = "BOUND",
                   .policy = "",
                   .payload = RequestPayload(binding.call)};
  log.Add(std::move(mutation));
  ChangeRegistry(state, [&](shard::RegistrySnapshot& next) {
    (next.*bindings)[binding.id] = binding.queue_id;
  });
  return state.pending_registry;
}

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_QUEUE_BINDING_H_
