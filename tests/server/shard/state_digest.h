// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_TESTS_SERVER_SHARD_STATE_DIGEST_H_
#define WINNOW_TESTS_SERVER_SHARD_STATE_DIGEST_H_

#include <set>
#include <string>
#include <vector>

#include "server/shard/shard_state.h"

namespace winnow::shard::testing {

// All that must survive a restart, as sentences: two states with equal digests answer alike.
// Numbers of dictionaries and slots of leases differ between lives and stand as what they mean;
// epoch and deadlines are new in every life. `requests` are the calls to look for.
std::set<std::string> StateDigest(ShardState& state, const std::vector<RequestKey>& requests);

}  // namespace winnow::shard::testing

#endif  // WINNOW_TESTS_SERVER_SHARD_STATE_DIGEST_H_
