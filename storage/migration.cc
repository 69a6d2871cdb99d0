// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "storage/migration.h"

#include <iterator>

#include "absl/strings/str_cat.h"

namespace winnow::storage {
namespace {

absl::Status RecordWhichFileHeadIs(StoreFolder& folder) { return folder.AdoptHead(); }

constexpr Migration kMigrations[] = {
    {2, "the WINNOW file tells which file HEAD is", &RecordWhichFileHeadIs},
};
static_assert(kMigrations[std::size(kMigrations) - 1].to == kSchemaVersion);

}  // namespace

absl::Span<const Migration> Migrations() { return kMigrations; }

absl::StatusOr<Migrated> Migrate(const std::string& dir, DiskGate* gate) {
  StoreFolder::Options options;
  options.dir = dir;
  options.oldest_schema = 1;
  options.gate = gate;
  absl::StatusOr<StoreFolder> folder = StoreFolder::Open(options);
  if (!folder.ok()) return folder.status();
  const int from = folder->schema();
  for (const Migration& step : Migrations()) {
    if (step.to <= folder->schema()) continue;
    absl::Status status = step.run(*folder);
    if (status.ok()) status = folder->RaiseSchema(step.to);
    if (!status.ok()) {
      return absl::Status(
          status.code(),
          absl::StrCat("the migration to schema version ", step.to, " (", step.what,
                       ") failed: ", status.message(), "; run it again when the cause is gone"));
    }
  }
  return Migrated{from, folder->schema()};
}

}  // namespace winnow::storage
