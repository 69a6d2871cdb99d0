// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The policy that a queue follows or is about to follow, in the form that draws read.
#ifndef WINNOW_SERVER_SHARD_ACTIVE_POLICY_H_
#define WINNOW_SERVER_SHARD_ACTIVE_POLICY_H_

#include <optional>

#include "absl/status/statusor.h"
#include "server/selection/policy.h"
#include "winnow/storage/v1/records.pb.h"
#include "winnow/v1/queue.pb.h"

namespace winnow::shard {

// What the queue gives a policy to be compiled for: its attributes and its pair of releases.
selection::PolicyContext ContextOf(const v1::Queue& queue);

// The active revision of `record` for its queue; nullopt when none is active. INVALID_ARGUMENT when
// it does not fit the queue.
absl::StatusOr<std::optional<selection::CompiledPolicy>> CompileActive(
    const storage::v1::QueueRecord& record);

// The same for the activation that `record` has been asked for and has not completed.
absl::StatusOr<selection::CompiledPolicy> CompileActivating(const storage::v1::QueueRecord& record);

// The queue as it will be when the activation that it waits for, if any, is complete.
v1::Queue ActivatedQueue(const storage::v1::QueueRecord& record);

// Makes what `record` waits for what it follows, from the next index epoch on.
void CompleteActivation(storage::v1::QueueRecord* record);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_ACTIVE_POLICY_H_
