// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/registry_recovery.h"

#include <memory>
#include <string>
#include <utility>

#include "server/shard/contradiction.h"
#include "storage/tables/registry_table.h"

namespace winnow::shard {
namespace {

absl::Status RecoverRevisions(storage::Engine& engine, storage::ShardId shard,
                              RegistrySnapshot& snapshot) {
  absl::Status status = storage::PolicyTable::ScanAll(
      engine, shard, [&](const storage::RevisionId& id, auto& record) {
        auto& revisions = record.has_policy() ? snapshot.policies : snapshot.builtin_approvals;
        revisions[{id.id, id.revision}] = std::move(record);
        return absl::OkStatus();
      });
  status.Update(storage::RubricTable::ScanAll(
      engine, shard, [&](const storage::RevisionId& id, auto& record) {
        snapshot.rubrics[{id.id, id.revision}] = std::move(record);
        return absl::OkStatus();
      }));
  status.Update(
      storage::DatasetTable::ScanAll(engine, shard, [&](const std::string& id, auto& record) {
        snapshot.datasets[id] = record.queue_id();
        return absl::OkStatus();
      }));
  status.Update(
      storage::ReleaseDirectory::ScanAll(engine, shard, [&](const std::string& id, auto& record) {
        snapshot.releases[id] = record.queue_id();
        return absl::OkStatus();
      }));
  return status;
}

}  // namespace

absl::Status RecoverRegistries(storage::Engine& engine, ShardState& state) {
  auto snapshot = std::make_shared<RegistrySnapshot>();
  snapshot->version = 1;
  const storage::ShardId shard = state.shard;
  absl::Status status = storage::QueueDirectory::ScanAll(
      engine, shard, [&](const std::string& id, storage::v1::QueueDirectoryRecord& record) {
        state.directory[id] = static_cast<storage::ShardId>(record.shard());
        return absl::OkStatus();
      });
  status.Update(
      storage::SourceTable::ScanAll(engine, shard, [&](const std::string& id, auto& record) {
        snapshot->sources[id] = std::move(record);
        return absl::OkStatus();
      }));
  status.Update(
      storage::ConsentScopeTable::ScanAll(engine, shard, [&](const std::string& id, auto& record) {
        snapshot->consent_scopes[id] = std::move(record);
        return absl::OkStatus();
      }));
  status.Update(RecoverRevisions(engine, shard, *snapshot));
  status.Update(storage::RevocationTable::ScanAll(
      engine, shard, [&](uint64_t number, const auto& record) -> absl::Status {
        if (number != snapshot->revocations.last() + 1 || record.number() != number)
          return Contradiction("a gap in the numbers of the revocations");
        if (!snapshot->revocations.Add(record)) return Contradiction("a revocation of nobody");
        return absl::OkStatus();
      }));
  status.Update(
      storage::DatabaseTable::ScanAll(engine, shard, [&](const std::string&, auto& record) {
        state.database_key = record.split_key();
        return absl::OkStatus();
      }));
  status.Update(
      storage::ErasureTable::ScanAll(engine, shard, [&](uint64_t, auto& record) -> absl::Status {
        const auto subject = digest::Digest::FromBytes(record.subject_digest());
        if (!subject.ok()) return Contradiction("an erasure without a subject");
        snapshot->erasures[SubjectKey(*subject)] = std::move(record);
        return absl::OkStatus();
      }));
  status.Update(storage::PurgeTable::ScanAll(engine, shard, [&](const std::string&, auto& record) {
    state.purge = std::move(record);
    return absl::OkStatus();
  }));
  status.Update(storage::ClockTable::ScanAll(engine, shard, [&](const std::string&, auto& record) {
    state.clock = std::move(record);
    return absl::OkStatus();
  }));
  state.registry = state.pending_registry = std::move(snapshot);
  return status;
}

}  // namespace winnow::shard
