// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How the answer of a verb leaves: filled in under the shard's mutex, sent with its position after
// it is durable.
#ifndef WINNOW_SERVER_LOOP_REPLY_H_
#define WINNOW_SERVER_LOOP_REPLY_H_

#include <memory>
#include <utility>

#include "server/loop/call.h"
#include "server/shard/shard.h"
#include "winnow/v1/position.pb.h"

namespace winnow::loop {

inline v1::Position ToProto(const shard::Position& position) {
  v1::Position proto;
  proto.set_shard(position.shard);
  proto.set_epoch(position.epoch);
  proto.set_seq(position.seq);
  return proto;
}

// Sends `response` with its position, or the error, to `done`. The command fills `response` in
// before it returns.
template <typename Response>
shard::Shard::Answer Reply(std::shared_ptr<Response> response, Done<Response> done) {
  return [response = std::move(response),
          done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
    if (!position.ok()) return done(position.status());
    *response->mutable_position() = ToProto(*position);
    done(std::move(*response));
  };
}

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_REPLY_H_
