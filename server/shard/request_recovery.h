// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_SERVER_SHARD_REQUEST_RECOVERY_H_
#define WINNOW_SERVER_SHARD_REQUEST_RECOVERY_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "server/shard/request_log.h"
#include "storage/engine.h"

namespace winnow::shard {

// Adds the requests that a shard has stored to `log`, in the order in which they were carried out,
// and calls `count` for each row. Errors: the engine's, and DATA_LOSS for rows that are damaged.
absl::Status RecoverRequests(storage::Engine& engine, storage::ShardId shard, RequestLog& log,
                             absl::FunctionRef<void()> count);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_REQUEST_RECOVERY_H_
