// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// What a migration does above the seam for the audit logs of a data folder.
#ifndef WINNOW_SERVER_APP_LOG_UPGRADE_H_
#define WINNOW_SERVER_APP_LOG_UPGRADE_H_

#include <cstddef>

#include "absl/status/status.h"
#include "server/ops/clock.h"
#include "server/ops/entropy.h"
#include "storage/rocksdb_engine.h"

namespace winnow::app {

// Makes the Merkle tree of every shard whose leaves are chained (server/shard/log_upgrade.h). A
// history that began anew with a restore says so first.
absl::Status UpgradeLogs(storage::RocksdbEngine& engine, size_t shards, ops::Clock& clock,
                         ops::Entropy& entropy);

}  // namespace winnow::app

#endif  // WINNOW_SERVER_APP_LOG_UPGRADE_H_
