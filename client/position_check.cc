// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "client/position_check.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace winnow::client {

PositionCheck::Seen PositionCheck::Snapshot() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return seen_;
}

absl::Status PositionCheck::Observe(const v1::Position& position, const Seen& before) {
  const std::pair<uint64_t, uint64_t> now(position.epoch(), position.seq());
  const auto known = before.find(position.shard());
  if (known != before.end() && now < known->second) {
    return absl::DataLossError(absl::StrCat(
        "shard ", position.shard(), " went back from epoch ", known->second.first, " seq ",
        known->second.second, " to epoch ", now.first, " seq ", now.second,
        ": the server runs on an older copy of its data; what it acknowledged since may be gone"));
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  auto& newest = seen_[position.shard()];
  newest = std::max(newest, now);
  return absl::OkStatus();
}

}  // namespace winnow::client
