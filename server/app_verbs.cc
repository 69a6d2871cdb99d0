// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app_verbs.h"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/app_audit_key.h"
#include "server/app_backup.h"
#include "server/app_log_upgrade.h"
#include "server/app_scan.h"
#include "server/ops/clock.h"
#include "server/ops/entropy.h"
#include "server/shard/shard_check.h"
#include "storage/rocksdb_migration.h"
#include "storage/rocksdb_backup.h"
#include "storage/rocksdb_engine.h"
#include "storage/store_folder.h"

namespace winnow::app {
namespace {

std::string Describe(const storage::BackupRecord& record, absl::string_view state) {
  uint64_t seqs = 0;
  for (const storage::HeadRecord& head : record.heads) seqs += head.head.last_seq;
  const std::string made = absl::FormatTime(
      absl::RFC3339_sec, absl::FromUnixSeconds(record.made_unix_seconds), absl::UTCTimeZone());
  return absl::StrCat("backup ", record.id, " of ", made, " with ", seqs, " commits of database ",
                      record.database_id, " ", state, "\n");
}

absl::StatusOr<std::vector<uint32_t>> ChosenBackups(const Flags& flags, const std::string& dir) {
  if (flags.backup_id != 0) return std::vector<uint32_t>{flags.backup_id};
  absl::StatusOr<std::vector<uint32_t>> ids = storage::ListBackups(dir);
  if (ids.ok() && ids->empty()) {
    return absl::NotFoundError(absl::StrCat("there is no backup in ", dir));
  }
  return ids;
}

storage::RocksdbOptions EngineOptions(const Config& config, ops::Clock& clock) {
  storage::RocksdbOptions options;
  options.dir = config.data_dir;
  options.shards = static_cast<uint32_t>(config.shards);
  options.wait = [&clock](absl::Duration time) { clock.WaitFor(time); };
  return options;
}

absl::StatusOr<std::unique_ptr<storage::RocksdbEngine>> OpenEngine(const Config& config,
                                                                   ops::Clock& clock,
                                                                   bool read_only) {
  storage::RocksdbOptions options = EngineOptions(config, clock);
  options.read_only = read_only;
  return storage::RocksdbEngine::Open(options);
}

absl::StatusOr<std::string> Check(const Config& config) {
  ops::SystemClock clock;
  const auto engine = OpenEngine(config, clock, /*read_only=*/true);
  if (!engine.ok()) return engine.status();
  std::string problems;
  std::string summary;
  for (uint32_t shard = 0; shard < config.shards; ++shard) {
    const auto id = static_cast<storage::ShardId>(shard);
    if (!(*engine)->Head(id).ok()) break;  // a shard that the next start will add
    const auto report = shard::CheckShard(**engine, id, clock.WallNow());
    if (!report.ok()) return report.status();
    for (const std::string& problem : report->problems) absl::StrAppend(&problems, problem, "\n");
    absl::StrAppend(&summary, summary.empty() ? "" : "\n", "shard ", shard, ": ", report->leaves,
                    " leaves, ", report->batches, " batches, ", report->candidates, " candidates, ",
                    report->problems.size(), " problems");
  }
  if (problems.empty()) return absl::StrCat(summary, "\n");
  return absl::DataLossError(absl::StrCat(problems, summary, "\nrestore the newest backup"));
}

absl::StatusOr<std::string> Create(const Config& config) {
  ops::SystemClock clock;
  const auto engine = OpenEngine(config, clock, /*read_only=*/false);
  if (!engine.ok()) return engine.status();
  const auto record = storage::CreateBackup(**engine, TargetOf(config.backup, clock.WallNow()));
  if (!record.ok()) return record.status();
  return Describe(*record, "is made");
}

absl::StatusOr<std::string> Verify(const Flags& flags, const Config& config) {
  const auto ids = ChosenBackups(flags, config.backup.dir);
  if (!ids.ok()) return ids.status();
  std::string text;
  for (const uint32_t id : *ids) {
    const auto record = storage::VerifyBackup(config.backup.dir, id);
    if (!record.ok()) return record.status();
    text += Describe(*record, "is whole");
  }
  return text;
}

absl::StatusOr<std::string> Restore(const Flags& flags, const Config& config) {
  const auto ids = ChosenBackups(flags, config.backup.dir);
  if (!ids.ok()) return ids.status();
  const ops::SystemClock clock;
  const auto record = storage::RestoreBackup(
      {config.backup.dir, ids->back(), config.data_dir, absl::ToUnixSeconds(clock.WallNow())});
  if (!record.ok()) return record.status();
  return Describe(*record, "is restored");
}

absl::StatusOr<std::string> BringUp(const Config& config) {
  ops::SystemClock clock;
  ops::SystemEntropy entropy;
  const auto make_trees = [&](storage::RocksdbEngine& engine) {
    return UpgradeLogs(engine, config.shards, clock, entropy);
  };
  const absl::StatusOr<storage::Migrated> migrated =
      storage::Migrate({EngineOptions(config, clock), make_trees});
  if (!migrated.ok()) return migrated.status();
  if (migrated->from == migrated->to) {
    return absl::StrCat(config.data_dir, " has schema version ", migrated->to, " already\n");
  }
  return absl::StrCat(config.data_dir, " is brought from schema version ", migrated->from, " to ",
                      migrated->to, "\n");
}

absl::StatusOr<std::string> RotateAuditKey(const Config& config) {
  const auto folder = storage::StoreFolder::Open({.dir = config.data_dir, .database_id = {}});
  if (!folder.ok()) return folder.status();
  const auto verifier = AuditKey::Rotate(config.AuditDir(), folder->database_id());
  if (!verifier.ok()) return verifier.status();
  return absl::StrCat(*verifier, "\n");
}

absl::Status CheckBackupFolder(const Config& config) {
  if (!config.backup.dir.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "no folder of backups: name one with --backup-dir or as backup.dir in the configuration");
}

// A verb that ends with 0 when it ends well: all but scan.
absl::StatusOr<std::string> RunPlain(const Flags& flags, const Config& config) {
  if (flags.verb == Verb::kFsck) return Check(config);
  if (flags.verb == Verb::kMigrate) return BringUp(config);
  if (flags.verb == Verb::kAuditKeyRotate) return RotateAuditKey(config);
  if (absl::Status status = CheckBackupFolder(config); !status.ok()) return status;
  if (flags.verb == Verb::kBackupCreate) return Create(config);
  if (flags.verb == Verb::kBackupVerify) return Verify(flags, config);
  if (flags.verb == Verb::kBackupRestore) return Restore(flags, config);
  return absl::InvalidArgumentError("serving is no offline command");
}

}  // namespace

absl::StatusOr<VerbEnd> RunVerb(const Flags& flags, const Config& config, std::istream& input) {
  if (flags.verb == Verb::kScan) {
    absl::StatusOr<ScanAnswer> answer = ScanFolders(config, input);
    if (!answer.ok()) return answer.status();
    return VerbEnd{std::move(answer->text), answer->found ? kExitFound : kExitOk};
  }
  absl::StatusOr<std::string> text = RunPlain(flags, config);
  if (!text.ok()) return text.status();
  return VerbEnd{*std::move(text)};
}

}  // namespace winnow::app
