// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// ReadAll: looks at every shard, and answers once all that was seen is durable.
#ifndef WINNOW_SERVER_LOOP_READ_ALL_H_
#define WINNOW_SERVER_LOOP_READ_ALL_H_

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "server/shard/shards.h"

namespace winnow::loop {

// Calls `inspect` for one shard after the other, under its mutex, before it returns; then `done`,
// once, with the first error of a shard. The shards are not seen at one moment.
void ReadAll(shard::Shards& shards, absl::FunctionRef<void(const shard::ShardState&)> inspect,
             absl::AnyInvocable<void(absl::Status)> done);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_READ_ALL_H_
