// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_MAINTENANCE_H_
#define WINNOW_STORAGE_MAINTENANCE_H_

#include <cstdint>

#include "absl/status/statusor.h"

namespace winnow::storage {

// How an engine is doing; for metrics, admission and health.
struct EngineState {
  uint64_t live_bytes = 0;         // approximate size of what is stored
  uint64_t disk_free_bytes = 0;    // on the file system of the engine's folder
  uint64_t background_errors = 0;  // of the engine's own work, since the open
  bool write_stopped = false;      // commits wait for the engine to catch up
  // A commit was UNKNOWN or the engine's own work failed: it must be reopened. Reads go on.
  bool failed = false;
};

// The side of an engine that operations look at. Thread-safe.
class Maintenance {
 public:
  virtual ~Maintenance() = default;
  // Cheap enough for every scrape of the metrics. Errors: UNAVAILABLE when the engine cannot tell.
  virtual absl::StatusOr<EngineState> Inspect() = 0;
};

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_MAINTENANCE_H_
