// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Policy revisions as the API shows them: with their approvals, and with what queues do with them.
#ifndef WINNOW_SERVER_LOOP_POLICY_MESSAGES_H_
#define WINNOW_SERVER_LOOP_POLICY_MESSAGES_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/loop/read_all.h"
#include "server/loop/reply.h"
#include "server/shard/shard_state.h"
#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/policy.pb.h"

namespace winnow::loop {

// `{policy}@{revision}`.
std::string RevisionName(const storage::v1::PolicyRevisionRecord& record);

// Which revisions queues follow, will follow or followed, as `{policy}@{revision}`.
class PolicyUse {
 public:
  // Under the shard's mutex: adds the queues of a shard.
  void Add(const shard::ShardState& state);

  v1::PolicyState StateOf(const storage::v1::PolicyRevisionRecord& record) const;

 private:
  absl::flat_hash_set<std::string> active_;
  absl::flat_hash_set<std::string> activating_;
  absl::flat_hash_set<std::string> former_;
};

v1::PolicyRevision ToMessage(const storage::v1::PolicyRevisionRecord& record, const PolicyUse& use);

// Sends what `fill(use, &response)` makes, with a position, once what was seen of all shards is
// durable.
template <typename Response, typename Fill>
void AnswerWithUse(Environment& environment, Fill fill, Done<Response> done) {
  auto use = std::make_shared<PolicyUse>();
  auto position = std::make_shared<v1::Position>();
  const auto inspect = [&](const shard::ShardState& state) {
    use->Add(state);
    if (state.shard != environment.shards.control().id()) return;
    *position = ToProto({.shard = state.shard, .epoch = state.epoch, .seq = state.seq});
  };
  ReadAll(
      environment.shards, inspect,
      [use, position, fill = std::move(fill), done = std::move(done)](absl::Status status) mutable {
        if (!status.ok()) return done(std::move(status));
        Response response;
        fill(*use, &response);
        *response.mutable_position() = std::move(*position);
        done(std::move(response));
      });
}

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_POLICY_MESSAGES_H_
