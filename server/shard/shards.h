// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Shards: all shards of the process and the registry that they share. Shard 0 is the control shard:
// it holds the registries and the directory of queues, and may hold queues as well.
#ifndef WINNOW_SERVER_SHARD_SHARDS_H_
#define WINNOW_SERVER_SHARD_SHARDS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/ops/clock.h"
#include "server/ops/clock_guard.h"
#include "server/ops/entropy.h"
#include "server/ops/mutex.h"
#include "server/shard/admission.h"
#include "server/shard/registry.h"
#include "server/shard/shard.h"

namespace winnow::shard {

struct ShardsOptions {
  storage::Engine* engine = nullptr;
  ops::Clock* clock = nullptr;
  ops::ClockGuardOptions clock_guard = {};
  // Trusts the wall clock as it is, whatever an earlier run knew.
  bool accept_clock = false;
  ops::Entropy* entropy = nullptr;
  size_t shards = 1;
  const Admission* admission = nullptr;  // null: everything is let in
  size_t requests_per_principal = 100'000;
  size_t max_waiting = 4096;
  size_t max_waiting_bytes = size_t{256} << 20;
  std::string database_id = {};
  // By which new histories begin (log_origin.h).
  std::map<storage::ShardId, Mutation> first = {};
  std::function<void(absl::Duration, storage::Outcome)> on_commit = [](absl::Duration,
                                                                       storage::Outcome) {};
  std::function<void(absl::Status)> on_failure = [](const absl::Status&) {};
  std::function<void(storage::ShardId, uint64_t)> on_progress = [](storage::ShardId, uint64_t) {};
};

// Thread-safe.
class Shards {
 public:
  // Opens every shard on a guarded clock, begins new histories, makes the database's key if
  // there is none, and lets every shard follow the registry with all that is revoked.
  static absl::StatusOr<std::unique_ptr<Shards>> Open(ShardsOptions options);

  size_t size() const { return shards_.size(); }
  Shard& at(size_t shard) { return *shards_[shard]; }
  Shard& control() { return *shards_[0]; }
  Registry& registry() { return registry_; }
  ops::ClockGuard& clock_guard() { return *clock_guard_; }
  // What splits of groups and the actors of audit leaves are hashed under.
  absl::string_view database_key() const { return database_key_; }

  // The shard of a queue, or nullptr. Knows a queue once its directory row is durable.
  Shard* OfQueue(absl::string_view queue_id);
  void AddQueue(absl::string_view queue_id, storage::ShardId shard);

  // Lets every shard follow `snapshot`, which is durable, and calls `done` after the last.
  void Follow(std::shared_ptr<const RegistrySnapshot> snapshot,
              absl::AnyInvocable<void(absl::Status)> done);

  void Stop();

 private:
  Shards() = default;

  // Makes what is fixed for the life of the database, and lets every shard follow the registry.
  absl::Status Start(ops::Clock& clock);

  std::unique_ptr<ops::ClockGuard> clock_guard_;
  std::vector<std::unique_ptr<Shard>> shards_;
  Registry registry_;
  std::string database_key_;
  ops::Mutex mutex_;
  absl::flat_hash_map<std::string, storage::ShardId> directory_ WINNOW_GUARDED_BY(mutex_);
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_SHARDS_H_
