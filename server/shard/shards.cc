// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/shards.h"

#include <atomic>
#include <future>
#include <optional>
#include <utility>

#include "server/shard/clock_witness.h"
#include "server/shard/mutate_and_wait.h"
#include "server/shard/sweep_revocations.h"
#include "storage/tables/registry_table.h"

namespace winnow::shard {
namespace {

constexpr size_t kDatabaseKeyBytes = 32;
constexpr storage::ShardId kControlShard = 0;

// The key that is stored, or a new one.
absl::StatusOr<std::string> DatabaseKey(storage::Engine& engine, ops::Entropy& entropy) {
  const auto record = storage::DatabaseTable::Get(engine, kControlShard, "");
  if (!record.ok()) return record.status();
  return record->has_value() ? (*record)->split_key() : entropy.Bytes(kDatabaseKeyBytes);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Shards>> Shards::Open(ShardsOptions options) {
  std::unique_ptr<Shards> shards(new Shards);
  const auto witness = ReadClockWitness(*options.engine);
  if (!witness.ok()) return witness.status();
  shards->clock_guard_ = std::make_unique<ops::ClockGuard>(
      *options.clock, options.clock_guard, options.accept_clock ? std::nullopt : *witness);
  absl::StatusOr<std::string> database_key = DatabaseKey(*options.engine, *options.entropy);
  if (!database_key.ok()) return database_key.status();
  shards->database_key_ = *std::move(database_key);
  for (size_t i = 0; i < options.shards; ++i) {
    const auto id = static_cast<storage::ShardId>(i);
    std::optional<Mutation> first;
    if (const auto begun = options.first.find(id); begun != options.first.end())
      first = std::move(begun->second);
    auto shard = Shard::Open(
        {.engine = options.engine,
         .clock = options.clock,
         .clock_guard = shards->clock_guard_.get(),
         .entropy = options.entropy,
         .shard = id,
         .database_id = options.database_id,
         .database_key = shards->database_key_,
         .first = std::move(first),
         .admission = options.admission,
         .requests_per_principal = options.requests_per_principal,
         .max_waiting = options.max_waiting,
         .max_waiting_bytes = options.max_waiting_bytes,
         .on_commit = options.on_commit,
         .on_failure = options.on_failure,
         .on_progress = [&options, id](uint64_t rows) { options.on_progress(id, rows); }});
    if (!shard.ok()) return shard.status();
    shards->shards_.push_back(*std::move(shard));
  }
  if (absl::Status status = shards->Start(*options.clock); !status.ok()) return status;
  return shards;
}

absl::Status Shards::Start(ops::Clock& clock) {
  std::shared_ptr<const RegistrySnapshot> registry;
  absl::Status status = MutateAndWait(control(), [&](ShardState& state, MutationLog& log) {
    if (state.database_key.empty()) {
      state.database_key = database_key_;
      storage::v1::DatabaseRecord record;
      record.set_split_key(state.database_key);
      Mutation mutation;
      storage::DatabaseTable::Put(state.shard, "", record, &mutation.writes);
      PutClockRecord(state, mutation.writes);
      // The key itself stays out of the leaf: whoever can guess a group could else tell its split,
      // and whoever can guess a principal what it did.
      mutation.leaf = {.method = "Start", .object = "database", .decision = "DATABASE_KEY_CREATED"};
      log.Add(std::move(mutation));
    }
    registry = state.registry;
    ops::MutexLock lock(mutex_);
    directory_.insert(state.directory.begin(), state.directory.end());
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  std::promise<absl::Status> followed;
  Follow(std::move(registry), [&](absl::Status done) { followed.set_value(std::move(done)); });
  status = followed.get_future().get();
  // Nothing is drawn, renewed or taken in before every shard knows all that was revoked.
  for (const auto& shard : shards_) {
    if (status.ok()) status = SweepRevocations(*shard, clock);
  }
  return status;
}

Shard* Shards::OfQueue(absl::string_view queue_id) {
  ops::MutexLock lock(mutex_);
  const auto it = directory_.find(queue_id);
  return it == directory_.end() || it->second >= shards_.size() ? nullptr
                                                                : shards_[it->second].get();
}

void Shards::AddQueue(absl::string_view queue_id, storage::ShardId shard) {
  ops::MutexLock lock(mutex_);
  directory_[std::string(queue_id)] = shard;
}

void Shards::Follow(std::shared_ptr<const RegistrySnapshot> snapshot,
                    absl::AnyInvocable<void(absl::Status)> done) {
  registry_.Publish(snapshot);
  struct Pending {
    std::atomic<size_t> shards;
    absl::AnyInvocable<void(absl::Status)> done;
    ops::Mutex mutex;
    absl::Status status WINNOW_GUARDED_BY(mutex);
  };
  auto pending = std::make_shared<Pending>();
  pending->shards = shards_.size();
  pending->done = std::move(done);
  for (const auto& shard : shards_) {
    shard->Follow(snapshot, [pending](absl::StatusOr<Position> position) {
      {
        ops::MutexLock lock(pending->mutex);
        pending->status.Update(position.status());
      }
      if (--pending->shards > 0) return;
      absl::Status status;
      {
        ops::MutexLock lock(pending->mutex);
        status = pending->status;
      }
      pending->done(std::move(status));
    });
  }
}

void Shards::Stop() {
  for (const auto& shard : shards_) shard->Stop();
}

}  // namespace winnow::shard
