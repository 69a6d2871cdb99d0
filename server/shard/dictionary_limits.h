// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// How many different values a queue takes where it keeps each of them in memory, so that no sender
// can make it grow without bound.
#ifndef WINNOW_SERVER_SHARD_DICTIONARY_LIMITS_H_
#define WINNOW_SERVER_SHARD_DICTIONARY_LIMITS_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "server/shard/queue_state.h"
#include "winnow/v1/candidate.pb.h"

namespace winnow::shard {

// Of slices, of sources, of consent scopes and of rubrics. Values that no candidate has any more
// count until the next start.
inline constexpr size_t kMaxNames = 10'000;
// Of model releases and of categories of all attributes together.
inline constexpr size_t kMaxValues = 100'000;
// Duplicate groups beyond one per candidate: what rewritten candidates may leave behind.
inline constexpr size_t kMaxSpareGroups = 1'000'000;
// Writers of each stream.
inline constexpr size_t kMaxWriters = 10'000;

// The first field of `candidate` that has a new value where the queue takes no more; empty when
// there is none.
std::string CrowdedField(const QueueState& queue, const v1::Candidate& candidate);

// True when the queue knows the slice or takes one more.
bool HasRoomForSlice(const QueueState& queue, absl::string_view slice);

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_DICTIONARY_LIMITS_H_
