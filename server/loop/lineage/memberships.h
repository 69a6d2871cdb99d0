// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Memberships: which samples and data set versions hold one candidate.
#ifndef WINNOW_SERVER_LOOP_LINEAGE_MEMBERSHIPS_H_
#define WINNOW_SERVER_LOOP_LINEAGE_MEMBERSHIPS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "server/loop/datasets/version_place.h"
#include "winnow/v1/batch.pb.h"
#include "winnow/v1/dataset.pb.h"

namespace winnow::loop {

// The member of a version that arrived as `arrival`. Members are sorted by arrival: reads about
// log2(pages) of its pages.
absl::StatusOr<std::optional<v1::DatasetMember>> FindMember(const VersionPlace& place,
                                                            uint64_t arrival);

// Of one candidate, and for one page: what it found it remembers. Errors: the engine's, and
// DATA_LOSS. Not under the shard's mutex; for one thread.
class Memberships {
 public:
  Memberships(shard::Shard& shard, std::string queue_id, storage::QueueRowId candidate)
      : shard_(shard), queue_id_(std::move(queue_id)), candidate_(candidate) {}

  // Header of the phase whose sample holds it. Reads the samples of the evaluation, each of up to
  // 20,000 items.
  absl::StatusOr<std::optional<v1::Manifest>> PhaseOf(uint64_t evaluation);
  // Whether the evaluation, or the data set version, of that resource name holds it; one of
  // another queue never does.
  absl::StatusOr<bool> IsSampled(const std::string& evaluation);
  absl::StatusOr<bool> IsMember(const shard::RegistrySnapshot& registry,
                                const std::string& version);

 private:
  shard::Shard& shard_;
  const std::string queue_id_;
  const storage::QueueRowId candidate_;
  std::map<std::string, bool> known_;  // by resource name
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LINEAGE_MEMBERSHIPS_H_
