// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app_log_upgrade.h"

#include <utility>

#include "server/shard/log_origin.h"
#include "server/shard/log_upgrade.h"

namespace winnow::app {
namespace {

constexpr size_t kSaltKeyBytes = 32;

}  // namespace

absl::Status UpgradeLogs(storage::RocksdbEngine& engine, size_t shards, ops::Clock& clock,
                         ops::Entropy& entropy) {
  for (size_t i = 0; i < shards; ++i) {
    shard::LogUpgradeOptions options;
    options.now = clock.WallNow();
    options.salt_key = entropy.Bytes(kSaltKeyBytes);
    for (const storage::Origin& origin : engine.origins()) {
      if (origin.kept.shard != i) continue;
      absl::StatusOr<shard::Mutation> first = shard::BeginHistory(engine, origin);
      if (!first.ok()) return first.status();
      options.first = *std::move(first);
    }
    absl::Status status =
        shard::UpgradeLog(engine, static_cast<storage::ShardId>(i), std::move(options));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace winnow::app
