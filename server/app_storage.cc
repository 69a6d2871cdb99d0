// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/app_storage.h"

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/app_backup.h"
#include "server/loop/request_replay.h"
#include "server/loop/withdraw_revoked.h"
#include "server/shard/log_origin.h"
#include "server/shard/shadow_build.h"
#include "server/shard/signal_fold.h"
#include "server/shard/sweep_revocations.h"
#include "storage/origin.h"

namespace winnow::app {
namespace {

// Beside the thread that draws. More than 15 find nothing to do in a draw under a millisecond.
size_t DrawThreads() { return std::clamp<size_t>(std::thread::hardware_concurrency(), 1, 16) - 1; }

absl::string_view OutcomeName(storage::Outcome outcome) {
  switch (outcome) {
    case storage::Outcome::kCommitted:
      return "committed";
    case storage::Outcome::kFenced:
      return "fenced";
    case storage::Outcome::kRejected:
      return "rejected";
    case storage::Outcome::kUnknown:
      return "unknown";
  }
  return "unknown";
}

storage::RocksdbOptions EngineOptions(const Config& config, const Surroundings& surroundings,
                                      const StorageOptions& wanted) {
  constexpr size_t kDatabaseIdBytes = 16;
  storage::RocksdbOptions options;
  options.dir = config.data_dir;
  options.shards = static_cast<uint32_t>(config.shards);
  options.create_if_missing = true;
  options.database_id = absl::BytesToHexString(surroundings.entropy.Bytes(kDatabaseIdBytes));
  options.wait = [&clock = surroundings.clock](absl::Duration time) { clock.WaitFor(time); };
  options.loss.accept_loss = wanted.accept_loss;
  options.loss.now_unix_seconds = absl::ToUnixSeconds(surroundings.clock.WallNow());
  options.log = [&log = surroundings.log](absl::string_view line) {
    log.Log(ops::LogLevel::kWarning, "storage_engine", {{"line", line}});
  };
  options.log_bytes = config.disk.log_bytes;
  options.testbed = wanted.testbed;
  return options;
}

// Why the history of a shard began anew: the word of its audit leaf.
absl::string_view Decision(const storage::Origin& origin) {
  return origin.cause == storage::Origin::Cause::kRestored ? "RESTORED" : "LOSS_ACCEPTED";
}

void LogOrigin(const storage::Origin& origin, const Surroundings& surroundings) {
  const std::string abandoned =
      origin.abandoned.has_value() ? absl::StrCat(origin.abandoned->last_seq) : "unknown";
  surroundings.log.Log(ops::LogLevel::kWarning, "history_begins_anew",
                       {{"shard", origin.kept.shard},
                        {"cause", Decision(origin)},
                        {"kept_seq", origin.kept.head.last_seq},
                        {"abandoned_seq", abandoned}});
}

shard::ShardsOptions ToShardsOptions(const Config& config, const Surroundings& surroundings,
                                     StorageOptions storage_options) {
  shard::ShardsOptions options;
  options.clock = &surroundings.clock;
  options.clock_guard = config.clock;
  options.accept_clock = storage_options.accept_clock;
  options.entropy = &surroundings.entropy;
  options.shards = config.shards;
  options.requests_per_principal = config.limits.max_request_ids_per_principal;
  options.max_waiting = config.limits.commit_queue_depth;
  options.max_waiting_bytes = config.limits.commit_queue_bytes;
  options.on_commit = [&metrics = surroundings.metrics](absl::Duration duration,
                                                        storage::Outcome outcome) {
    metrics.storage().ObserveCommit(duration, OutcomeName(outcome));
  };
  options.on_failure = [&log = surroundings.log,
                        on_failure =
                            std::move(storage_options.on_failure)](const absl::Status& cause) {
    const std::string text = cause.ToString();
    log.Log(ops::LogLevel::kError, "storage_failed", {{"cause", text}});
    on_failure();
  };
  options.on_progress = [&log = surroundings.log](storage::ShardId shard, uint64_t rows) {
    log.Log(ops::LogLevel::kInfo, "loading_state", {{"shard", shard}, {"rows", rows}});
  };
  return options;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Storage>> Storage::Open(const Config& config,
                                                       const Surroundings& surroundings,
                                                       StorageOptions options) {
  auto disk = std::make_unique<DiskWatch>(
      DiskWatch::Options{config.data_dir, config.disk, options.testbed.gate},
      surroundings.metrics.storage(), surroundings.log);
  storage::RocksdbOptions engine_options = EngineOptions(config, surroundings, options);
  engine_options.ballast = &disk->ballast();
  auto engine = storage::RocksdbEngine::Open(engine_options);
  if (!engine.ok()) return engine.status();
  shard::ShardsOptions shards_options = ToShardsOptions(config, surroundings, options);
  shards_options.engine = engine->get();
  shards_options.database_id = (*engine)->database_id();
  shards_options.admission = &disk->admission();
  for (const storage::Origin& origin : (*engine)->origins()) {
    LogOrigin(origin, surroundings);
    auto first = shard::BeginHistory(**engine, origin);
    if (!first.ok()) return first.status();
    shards_options.first.emplace(origin.kept.shard, *std::move(first));
  }
  auto audit_key = AuditKey::Open(config.AuditDir(), (*engine)->database_id());
  if (!audit_key.ok()) return audit_key.status();
  surroundings.log.Log(ops::LogLevel::kInfo, "audit_key", {{"verifier", (*audit_key)->verifier()}});
  auto shards = shard::Shards::Open(std::move(shards_options));
  if (!shards.ok()) return shards.status();
  std::unique_ptr<Storage> storage(
      new Storage({std::move(disk), *std::move(engine), *std::move(shards), *std::move(audit_key),
                   options.on_failure},
                  surroundings, config));
  if (absl::Status status = storage->removal_.Start(); !status.ok()) return status;
  return storage;
}

Storage::Storage(Parts parts, const Surroundings& surroundings, const Config& config)
    : surroundings_(surroundings),
      clock_watch_(surroundings.metrics, surroundings.log),
      backup_(config.backup),
      on_failure_(std::move(parts.on_failure)),
      disk_(std::move(parts.disk)),
      engine_(std::move(parts.engine)),
      scrub_(*engine_, config.scrub,
             {surroundings.clock, surroundings.entropy, surroundings.metrics.storage(),
              surroundings.log}),
      shards_(std::move(parts.shards)),
      audit_key_(std::move(parts.audit_key)),
      draw_threads_({.threads = DrawThreads()}),
      executor_(draw_threads_),
      environment_{*shards_,
                   surroundings.clock,
                   surroundings.entropy,
                   surroundings.metrics,
                   {.signal_backlog_bytes = config.limits.signal_backlog_bytes,
                    .answer_bytes = config.limits.max_send_bytes,
                    .removal_portion = config.retention.portion},
                   executor_,
                   audit_key_.get()},
      loop_(environment_),
      removal_(config, {loop_, environment_, *engine_, surroundings.log, backup_mutex_,
                        [this] { return FoldAll(); }}) {}

Storage::~Storage() { shards_->Stop(); }

void Storage::Watch() {
  const absl::StatusOr<storage::EngineState> state = engine_->Inspect();
  if (!state.ok()) return;
  if (state->failed && !failed_) {
    failed_ = true;
    surroundings_.log.Log(ops::LogLevel::kError, "storage_failed",
                          {{"background_errors", state->background_errors}});
    on_failure_();
  }
  disk_->Look(*state);
}

void Storage::BackUpIfDue() {
  if (backup_.dir.empty()) return;
  ops::MutexLock lock(backup_mutex_);
  const absl::StatusOr<std::optional<storage::BackupRecord>> made =
      app::BackUpIfDue(*engine_, backup_, surroundings_.clock.WallNow());
  if (!made.ok()) {
    surroundings_.metrics.storage().CountBackup("failed");
    const std::string cause(made.status().message());
    surroundings_.log.Log(ops::LogLevel::kError, "backup_failed", {{"cause", cause}});
  } else if (made->has_value()) {
    surroundings_.metrics.storage().CountBackup("made");
    surroundings_.log.Log(ops::LogLevel::kInfo, "backup_made", {{"id", (*made)->id}});
  }
}

std::string Storage::ClockDoubt() {
  ops::ClockGuard& guard = shards_->clock_guard();
  return DescribeDoubt(guard.Now(), guard.options());
}

void Storage::EndWhatIsOver() {
  clock_watch_.Look(*shards_);
  for (size_t i = 0; i < shards_->size(); ++i) {
    loop_.dispatch.ExpireLeases(i);
    loop::SweepRequests(shards_->at(i));
  }
}

void Storage::BuildShadows() {
  const auto check = [this](absl::string_view event, size_t shard, const absl::Status& status) {
    if (status.ok()) return;
    const std::string cause(status.message());
    surroundings_.log.Log(ops::LogLevel::kWarning, event, {{"shard", shard}, {"cause", cause}});
  };
  for (size_t i = 0; i < shards_->size(); ++i) {
    shard::Shard& shard = shards_->at(i);
    absl::Status followed = shard::SweepRevocations(shard, environment_.clock);
    if (followed.ok()) followed = loop::WithdrawRevoked(shard);
    check("revocation_delayed", i, followed);
    check("activation_delayed", i, shard::BuildShadows(shard, environment_.clock, {}).status());
  }
}

void Storage::FoldSignals() {
  // A fold frees nothing before the engine compacts, and needs room for that.
  if (disk_->admission().room() == shard::Room::kReserve) return;
  ops::MutexLock lock(fold_mutex_);
  // Bounded, so that a stop never waits long for a shard that gets signals faster than it folds.
  constexpr int kRounds = 16;
  for (size_t i = 0; i < shards_->size(); ++i) {
    for (int round = 0; round < kRounds; ++round) {
      const absl::StatusOr<size_t> folded = shard::FoldSignals(shards_->at(i), {});
      if (!folded.ok()) {
        const std::string cause(folded.status().message());
        surroundings_.log.Log(ops::LogLevel::kWarning, "fold_failed",
                              {{"shard", i}, {"cause", cause}});
      }
      if (!folded.ok() || *folded == 0) break;
    }
  }
}

absl::Status Storage::FoldAll() {
  ops::MutexLock lock(fold_mutex_);
  for (size_t i = 0; i < shards_->size(); ++i) {
    size_t chunks = 0;
    do {
      const absl::StatusOr<size_t> folded =
          shard::FoldSignals(shards_->at(i), {.min_backlog_bytes = 1});
      if (!folded.ok()) return folded.status();
      chunks = *folded;
    } while (chunks > 0);
  }
  return absl::OkStatus();
}

}  // namespace winnow::app
