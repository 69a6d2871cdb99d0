// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app_removal.h"

#include <vector>

#include "server/app_backup.h"
#include "storage/erasure_list.h"
#include "storage/file_io.h"
#include "storage/rocksdb_backup.h"
#include "storage/rocksdb_purge.h"

namespace winnow::app {
namespace {

absl::StatusOr<std::vector<digest::Digest>> ToDigests(const storage::SubjectDigests& list) {
  std::vector<digest::Digest> digests;
  for (const std::string& bytes : list) {
    const auto subject = digest::Digest::FromBytes(bytes);
    if (!subject.ok()) return subject.status();
    digests.push_back(*subject);
  }
  return digests;
}

}  // namespace

absl::Status RemovalUpkeep::Start() {
  const bool restored = storage::FileBytes(storage::ErasureListPath(config_.data_dir)).ok();
  const auto list = storage::ReadErasureList(config_.data_dir);
  if (!list.ok()) return list.status();
  const auto foreign = ToDigests(*list);
  if (!foreign.ok()) return foreign.status();
  absl::Status status = surroundings_.loop.erasures.Resume(*foreign);
  if (!status.ok() || !restored) return status;
  status = surroundings_.loop.retention.Sweep();
  if (!status.ok()) return status;
  // Only now: a start that was cut off begins again.
  return storage::RemoveFile(storage::ErasureListPath(config_.data_dir));
}

void RemovalUpkeep::RunIfDue() {
  if (stopping_) return;
  Warn("erasure_delayed", surroundings_.loop.erasures.Resume({}));
  Warn("erasure_list_failed", KeepErasureList());
  Sweep();
  PurgeIfDue();
}

void RemovalUpkeep::Sweep() {
  const absl::Duration now = surroundings_.environment.clock.SteadyNow();
  if (swept_.has_value() && now - *swept_ < config_.retention.interval) return;
  const absl::Status status = surroundings_.loop.retention.Sweep();
  if (status.ok()) swept_ = now;
  Warn("retention_delayed", status);
}

void RemovalUpkeep::PurgeIfDue() {
  const auto since = purges_.PendingSince();
  if (!since.ok()) return Warn("purge_delayed", since.status());
  const absl::Time now = surroundings_.environment.clock.WallNow();
  // A clock that was set back makes nothing wait.
  if (!since->has_value() || (now >= **since && now - **since < config_.retention.purge_delay))
    return;
  const absl::Status status = Purge();
  surroundings_.environment.metrics.removal().CountPurge(status.ok() ? "done" : "failed");
  if (!status.ok()) return Warn("purge_delayed", status);
  surroundings_.log.Log(ops::LogLevel::kInfo, "purge_done");
}

absl::Status RemovalUpkeep::Purge() {
  absl::Status status = CheckRoom();
  if (status.ok()) status = purges_.Begin();
  if (status.ok()) status = surroundings_.fold_all();
  if (!status.ok()) return status;
  ops::MutexLock lock(surroundings_.backups);
  status = storage::PurgeDeleted(surroundings_.engine.handles(), &stopping_);
  if (status.ok()) status = RenewBackups();
  return status.ok() ? purges_.Finish() : status;
}

absl::Status RemovalUpkeep::RenewBackups() {
  if (config_.backup.dir.empty()) return absl::OkStatus();
  const auto old = storage::ListBackups(config_.backup.dir);
  if (absl::IsNotFound(old.status())) return absl::OkStatus();
  if (!old.ok()) return old.status();
  if (old->empty()) return absl::OkStatus();
  const auto made = storage::CreateBackup(
      surroundings_.engine, TargetOf(config_.backup, surroundings_.environment.clock.WallNow()));
  if (!made.ok()) return made.status();
  return storage::DeleteOlderBackups(config_.backup.dir, made->id);
}

absl::Status RemovalUpkeep::KeepErasureList() {
  if (config_.backup.dir.empty()) return absl::OkStatus();
  const auto subjects = storage::ErasedSubjects(surroundings_.engine);
  if (!subjects.ok()) return subjects.status();
  if (subjects->empty()) return absl::OkStatus();
  ops::MutexLock lock(surroundings_.backups);
  absl::Status status = storage::CreateFolder(config_.backup.dir);
  return status.ok() ? storage::AddToErasureList(config_.backup.dir, *subjects) : status;
}

// A disk that runs full while rows are rewritten would end the server.
absl::Status RemovalUpkeep::CheckRoom() {
  const auto state = surroundings_.engine.Inspect();
  if (!state.ok()) return state.status();
  if (state->disk_free_bytes > state->live_bytes + config_.disk.reserve_bytes)
    return absl::OkStatus();
  return absl::ResourceExhaustedError(
      "a purge needs room for a second copy of the rows; free space on the disk of data_dir");
}

void RemovalUpkeep::Warn(absl::string_view event, const absl::Status& status) {
  if (status.ok() || stopping_) return;
  const std::string cause(status.message());
  surroundings_.log.Log(ops::LogLevel::kWarning, event, {{"cause", cause}});
}

}  // namespace winnow::app
