// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_migration.h"

#include <iterator>
#include <memory>

#include "absl/strings/str_cat.h"
#include "storage/store_folder.h"

namespace winnow::storage {
namespace {

absl::StatusOr<StoreFolder> OpenFolder(const MigrationOptions& options) {
  StoreFolder::Options folder;
  folder.dir = options.engine.dir;
  folder.oldest_schema = 1;
  folder.gate = options.engine.testbed.gate;
  return StoreFolder::Open(folder);
}

absl::Status RecordWhichFileHeadIs(const MigrationOptions& options) {
  absl::StatusOr<StoreFolder> folder = OpenFolder(options);
  if (!folder.ok()) return folder.status();
  if (absl::Status status = folder->AdoptHead(); !status.ok()) return status;
  return folder->RaiseSchema(2);
}

absl::Status MakeTrees(const MigrationOptions& options) {
  {
    RocksdbOptions engine_options = options.engine;
    engine_options.oldest_schema = 2;
    const absl::StatusOr<std::unique_ptr<RocksdbEngine>> engine =
        RocksdbEngine::Open(engine_options);
    if (!engine.ok()) return engine.status();
    if (absl::Status status = options.make_trees(**engine); !status.ok()) return status;
  }
  absl::StatusOr<StoreFolder> folder = OpenFolder(options);
  if (!folder.ok()) return folder.status();
  return folder->RaiseSchema(3);
}

constexpr Migration kMigrations[] = {
    {2, "the WINNOW file tells which file HEAD is", &RecordWhichFileHeadIs},
    {3, "the audit log is a Merkle tree", &MakeTrees},
};
static_assert(kMigrations[std::size(kMigrations) - 1].to == kSchemaVersion);

}  // namespace

absl::Span<const Migration> Migrations() { return kMigrations; }

absl::StatusOr<Migrated> Migrate(const MigrationOptions& options) {
  int from = 0;
  {
    const absl::StatusOr<StoreFolder> folder = OpenFolder(options);
    if (!folder.ok()) return folder.status();
    from = folder->schema();
  }
  for (const Migration& step : Migrations()) {
    if (step.to <= from) continue;
    if (absl::Status status = step.run(options); !status.ok()) {
      return absl::Status(
          status.code(),
          absl::StrCat("the migration to schema version ", step.to, " (", step.what,
                       ") failed: ", status.message(), "; run it again when the cause is gone"));
    }
  }
  return Migrated{from, kSchemaVersion};
}

}  // namespace winnow::storage
