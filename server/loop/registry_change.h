// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// RegistryChange: a change of what all shards share (sources, consent scopes, policies): durable in
// the control shard first, then followed by every shard, then answered (storage.md E2).
#ifndef WINNOW_SERVER_LOOP_REGISTRY_CHANGE_H_
#define WINNOW_SERVER_LOOP_REGISTRY_CHANGE_H_

#include <memory>
#include <utility>

#include "server/loop/reply.h"
#include "server/shard/shards.h"

namespace winnow::loop {

// Under the control shard's mutex: replaces the newest registry by a copy that `change` edits.
template <typename Change>
void ChangeRegistry(shard::ShardState& state, Change change) {
  auto next = std::make_shared<shard::RegistrySnapshot>(*state.pending_registry);
  ++next->version;
  change(*next);
  state.pending_registry = std::move(next);
}

// What a registering command found or left behind. `registry` is what all shards follow before the
// answer leaves.
template <typename Response>
struct Registered {
  Response response;
  std::shared_ptr<const shard::RegistrySnapshot> registry;
};

// The answer of a registering command. The command sets `registered` before it returns.
template <typename Response>
shard::Shard::Answer FollowAndReply(shard::Shards& shards,
                                    std::shared_ptr<Registered<Response>> registered,
                                    Done<Response> done) {
  return [&shards, registered = std::move(registered),
          done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
    if (!position.ok()) return done(position.status());
    *registered->response.mutable_position() = ToProto(*position);
    shards.Follow(registered->registry,
                  [registered, done = std::move(done)](absl::Status followed) mutable {
                    if (!followed.ok()) return done(std::move(followed));
                    done(std::move(registered->response));
                  });
  };
}

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REGISTRY_CHANGE_H_
