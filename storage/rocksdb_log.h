// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_ROCKSDB_LOG_H_
#define WINNOW_STORAGE_ROCKSDB_LOG_H_

#include <functional>
#include <memory>

#include "absl/strings/string_view.h"

namespace rocksdb {
class Logger;
}  // namespace rocksdb

namespace winnow::storage {

// Takes a warning or an error of an engine, as one line without its end, from any thread.
using EngineLogSink = std::function<void(absl::string_view line)>;

// Sends what RocksDB warns of to a sink; null: nowhere. Takes the place of its LOG file, which on a
// full disk fails an assertion of Debian's build and with it the process.
std::shared_ptr<rocksdb::Logger> MakeRocksdbLog(EngineLogSink sink);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_ROCKSDB_LOG_H_
