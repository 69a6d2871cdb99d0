// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Queues and slices as the API shows them.
#ifndef WINNOW_SERVER_LOOP_QUEUE_MESSAGES_H_
#define WINNOW_SERVER_LOOP_QUEUE_MESSAGES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "server/shard/queue_state.h"
#include "server/shard/shard_state.h"
#include "winnow/v1/queue.pb.h"
#include "winnow/v1/slice.pb.h"

namespace winnow::loop {

// Of the n-th change of a resource.
std::string EtagOf(uint64_t version);

v1::Queue ToMessage(const storage::v1::QueueRecord& record, storage::ShardId shard);

// A slice with its counts; `slice` is a number of the queue's dictionary.
v1::Slice ToMessage(const shard::QueueState& queue, selection::SliceNo slice);

// The slices of a queue by id, less the nameless one of quarantined candidates.
std::vector<selection::SliceNo> SlicesById(const shard::QueueState& queue);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_QUEUE_MESSAGES_H_
