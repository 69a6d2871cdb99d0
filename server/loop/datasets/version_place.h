// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// VersionPlace: where the rows of a data set version are.
#ifndef WINNOW_SERVER_LOOP_DATASETS_VERSION_PLACE_H_
#define WINNOW_SERVER_LOOP_DATASETS_VERSION_PLACE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/loop/call.h"
#include "server/shard/shards.h"
#include "server/shard/tables.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::loop {

absl::Status DatasetUnknown();

struct VersionPlace {
  shard::Shard* shard = nullptr;
  std::string queue_id;
  storage::DatasetVersionId id;
  storage::v1::DatasetVersionRecord record;

  // A page of its members. DATA_LOSS when it is not there.
  absl::StatusOr<storage::v1::DatasetPageRecord> ReadPage(uint32_t page) const;
  // For each member of a page, whether it may still serve the purpose of the version.
  absl::StatusOr<std::vector<bool>> MayServe(const storage::v1::DatasetPageRecord& page) const;
};

// DATASET_UNKNOWN also for one of a queue over which the caller may not read such: whether it
// exists is not told. `field` is that of the name.
absl::StatusOr<VersionPlace> FindVersion(shard::Shards& shards, const Caller& caller,
                                         absl::string_view name, absl::string_view field);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_DATASETS_VERSION_PLACE_H_
