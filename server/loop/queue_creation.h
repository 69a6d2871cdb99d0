// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// QueueCreation: a queue comes into being in two durable steps: the control shard assigns its shard
// for good, then that shard makes the queue. Both can be repeated, so that the same call heals what
// a crash left half-way.
#ifndef WINNOW_SERVER_LOOP_QUEUE_CREATION_H_
#define WINNOW_SERVER_LOOP_QUEUE_CREATION_H_

#include <memory>
#include <optional>
#include <string>

#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/loop/request_replay.h"
#include "winnow/v1/policy_service.pb.h"

namespace winnow::loop {

// Lives from its Start until its answer left. Not thread-safe: its steps follow each other.
class QueueCreation : public std::enable_shared_from_this<QueueCreation> {
 public:
  using Answer = Done<v1::CreateQueueResponse>;

  // What a call asks for, checked.
  struct Order {
    std::string queue_id;
    v1::Queue queue;  // without output-only fields
    std::optional<storage::v1::PolicyRevisionRecord> policy;
    CallId call;
  };

  QueueCreation(Environment& environment, Order order, Answer done)
      : environment_(environment), order_(std::move(order)), done_(std::move(done)) {}

  void Start();

 private:
  absl::Status Assign(shard::ShardState& state, shard::MutationLog& log);
  void Make();
  absl::Status MakeQueue(shard::ShardState& state, shard::MutationLog& log);
  // OK when the queue that is there is the one that is asked for.
  absl::Status Compare(const storage::v1::QueueRecord& record) const;
  void Finish(absl::StatusOr<shard::Position> position);

  Environment& environment_;
  const Order order_;
  Answer done_;
  storage::ShardId shard_ = 0;
  bool repeated_ = false;  // the call was carried out earlier
  v1::CreateQueueResponse response_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_QUEUE_CREATION_H_
