// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/log_origin.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "server/shard/log_tree.h"
#include "storage/tables/audit_tables.h"

namespace winnow::shard {

std::string LogOriginName(absl::string_view database_id, storage::ShardId shard, uint64_t history) {
  return absl::StrCat("winnow/", database_id, "/shards/", shard, "/histories/", history);
}

absl::StatusOr<std::string> CurrentLogOrigin(storage::Engine& engine, absl::string_view database_id,
                                             storage::ShardId shard) {
  std::string name = LogOriginName(database_id, shard, 0);
  const absl::Status status =
      storage::LogOriginTable::ScanAll(engine, shard, [&](uint64_t, auto& record) {
        name = record.begun().origin();
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return name;
}

absl::StatusOr<Mutation> BeginHistory(storage::Engine& engine, const storage::Origin& origin) {
  const storage::ShardId shard = origin.kept.shard;
  const absl::StatusOr<storage::ShardHead> head = engine.Head(shard);
  if (!head.ok()) return head.status();
  auto former = CurrentLogOrigin(engine, origin.kept.database_id, shard);
  if (!former.ok()) return former.status();
  storage::v1::LogOriginRecord record;
  v1::HistoryBegun& begun = *record.mutable_begun();
  begun.set_origin(LogOriginName(origin.kept.database_id, shard, head->epoch));
  begun.set_former_origin(*std::move(former));
  begun.set_kept_seq(origin.kept.head.last_seq);
  if (origin.abandoned.has_value()) {
    begun.set_abandoned_seq(origin.abandoned->last_seq);
    const absl::StatusOr<digest::Digest> root = RootOfNote(*origin.abandoned);
    if (root.ok()) begun.set_abandoned_root(std::string(root->view()));
  }
  Mutation mutation;
  storage::LogOriginTable::Put(shard, head->last_seq + 1, record, &mutation.writes);
  const bool restored = origin.cause == storage::Origin::Cause::kRestored;
  mutation.leaf = {.method = "Start",
                   .object = absl::StrCat("shards/", shard),
                   .decision = restored ? "RESTORED" : "LOSS_ACCEPTED"};
  *mutation.leaf.payload.mutable_history_begun() = begun;
  return mutation;
}

}  // namespace winnow::shard
