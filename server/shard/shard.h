// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Shard: a consistency group with one writer. Commands run one at a time on its state in memory;
// what they change becomes durable in the same order; answers leave after that (architecture.md A2,
// A4).
#ifndef WINNOW_SERVER_SHARD_SHARD_H_
#define WINNOW_SERVER_SHARD_SHARD_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/ops/clock.h"
#include "server/ops/clock_guard.h"
#include "server/ops/entropy.h"
#include "server/ops/mutex.h"
#include "server/shard/admission.h"
#include "server/shard/committer.h"
#include "server/shard/log_tree.h"
#include "server/shard/mutation.h"
#include "server/shard/shard_state.h"
#include "storage/engine.h"

namespace winnow::shard {

// Where in the history of a shard an answer stands.
struct Position {
  uint32_t shard = 0;
  uint64_t epoch = 0;
  uint64_t seq = 0;
};

struct ShardOptions {
  storage::Engine* engine = nullptr;
  ops::Clock* clock = nullptr;
  ops::ClockGuard* clock_guard = nullptr;  // over the same clock
  ops::Entropy* entropy = nullptr;
  storage::ShardId shard = 0;
  std::string database_id = {};
  absl::string_view database_key = {};  // under which audit leaves name principals
  // By which a new history begins (log_origin.h): done before the shard is open.
  std::optional<Mutation> first = std::nullopt;
  const Admission* admission = nullptr;  // null: everything is let in
  size_t requests_per_principal = 100'000;
  size_t max_waiting = 4096;
  size_t max_waiting_bytes = size_t{256} << 20;
  absl::AnyInvocable<void(absl::Duration, storage::Outcome)> on_commit = nullptr;
  absl::AnyInvocable<void(absl::Status)> on_failure = nullptr;
  // Told while the state is rebuilt: rows so far.
  absl::AnyInvocable<void(uint64_t)> on_progress = nullptr;
};

// Thread-safe.
class Shard {
 public:
  // Rebuilds the state from the engine's rows. DATA_LOSS when a row or the tree of the audit log is
  // damaged.
  static absl::StatusOr<std::unique_ptr<Shard>> Open(ShardOptions options);
  ~Shard();

  // Called under the shard's mutex, on the caller's thread, before Mutate returns. Changes the
  // state and adds to the log what has to be stored for that, also when it returns an error.
  using Decide = absl::FunctionRef<absl::Status(ShardState&, MutationLog&)>;
  // Called under the shard's mutex. Must not change the state.
  using Inspect = absl::FunctionRef<absl::Status(const ShardState&)>;
  // Called once with what the command returned, after everything that it saw or changed is durable,
  // or with UNAVAILABLE when that may never be. On the caller's thread or the committer's; must not
  // block.
  using Answer = absl::AnyInvocable<void(absl::StatusOr<Position>)>;

  // Without calling `decide`: RESOURCE_EXHAUSTED while too much waits for the committer or changes
  // of this priority are not admitted, UNAVAILABLE once nothing more is written.
  void Mutate(Decide decide, Answer answer, Priority priority = Priority::kOrdinary);
  void Read(Inspect inspect, Answer answer);
  // Lets the frames of the shard follow `registry`, which is durable, unless they follow a later
  // one; sweeps for what it revokes are begun, and over where they are short. Never refused for
  // want of room: nothing has to be written for it.
  void Follow(std::shared_ptr<const RegistrySnapshot> registry, Answer answer);

  storage::ShardId id() const { return options_.shard; }
  storage::Engine& engine() const { return *options_.engine; }
  // The tree over the shard's audit leaves.
  const LogTree& tree() const { return *tree_; }
  // The name of the log (log_origin.h).
  const std::string& log_origin() const { return log_origin_; }

  // Commits what waits and ends the writer. Later mutations are refused with UNAVAILABLE.
  void Stop();

 private:
  explicit Shard(ShardOptions options);

  absl::Status Admit(Priority priority) const;
  void Run(Decide decide, Answer answer);

  ShardOptions options_;
  ops::Mutex mutex_;
  ShardState state_ WINNOW_GUARDED_BY(mutex_);
  std::unique_ptr<LogTree> tree_;
  std::string log_origin_;
  std::unique_ptr<Committer> committer_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_SHARD_H_
