// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// TracedRelease: a release on a trace, with its verdicts and rollouts.
#ifndef WINNOW_SERVER_LOOP_LINEAGE_TRACED_RELEASE_H_
#define WINNOW_SERVER_LOOP_LINEAGE_TRACED_RELEASE_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/loop/call.h"
#include "server/loop/lineage/lineage_trace.h"
#include "server/shard/shards.h"
#include "server/shard/tables.h"
#include "winnow/v1/release.pb.h"

namespace winnow::loop {

struct TracedRelease {
  shard::Shard* shard = nullptr;
  std::string queue_id;
  storage::ReleaseId id;
  v1::Release release;
};

// Nothing where there is none, or none that the caller may read evidence of.
absl::StatusOr<std::optional<TracedRelease>> ReadTracedRelease(
    shard::Shards& shards, const shard::RegistrySnapshot& registry, const Caller& caller,
    const std::string& release_id);

// The verdict of number `at.minor`; without steps where there is none. `at` is of kVerdicts; after
// the last verdict come the rollouts.
absl::StatusOr<LineageUnit> VisitVerdict(const TracedRelease& release, const LineageCursor& at);
// All rollouts. `next` comes after them.
LineageUnit VisitRollouts(const TracedRelease& release, const LineageCursor& at,
                          std::optional<LineageCursor> next);

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LINEAGE_TRACED_RELEASE_H_
