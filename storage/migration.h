// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#ifndef WINNOW_STORAGE_MIGRATION_H_
#define WINNOW_STORAGE_MIGRATION_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/disk_gate.h"
#include "storage/store_folder.h"

namespace winnow::storage {

// A step from one schema version to the next. There is none back: an older server reads a backup
// that was made before.
struct Migration {
  int to = 0;              // from `to` - 1
  absl::string_view what;  // changes, in a few words
  // Does it, except for naming the new version in the WINNOW file, which is done after it. May have
  // been cut off at any point before, and is then run again.
  absl::Status (*run)(StoreFolder& folder) = nullptr;
};

// One for every version after the first, in order.
absl::Span<const Migration> Migrations();

struct Migrated {
  int from = 0;  // schema versions
  int to = 0;
};

// Brings a data folder that no server uses to kSchemaVersion; nothing happens to one that is there.
// Killed at any point, it goes on when it is called again. The errors of StoreFolder::Open.
absl::StatusOr<Migrated> Migrate(const std::string& dir, DiskGate* gate = nullptr);

}  // namespace winnow::storage

#endif  // WINNOW_STORAGE_MIGRATION_H_
