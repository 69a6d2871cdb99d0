// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Committer: makes the mutations of a shard durable in their order, many per commit, and answers
// after the commit.
#ifndef WINNOW_SERVER_SHARD_COMMITTER_H_
#define WINNOW_SERVER_SHARD_COMMITTER_H_

#include <cstdint>
#include <deque>
#include <string>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/ops/clock.h"
#include "server/ops/mutex.h"
#include "server/shard/actor_names.h"
#include "server/shard/log_tree.h"
#include "server/shard/mutation.h"
#include "storage/engine.h"

namespace winnow::shard {

// Called once: OK when everything up to the asked seq is durable, else UNAVAILABLE. Must not block.
using Durable = absl::AnyInvocable<void(absl::Status)>;

struct CommitterOptions {
  storage::Engine* engine = nullptr;
  ops::Clock* clock = nullptr;
  storage::ShardId shard = 0;
  storage::ShardHead head;
  LogTree* tree = nullptr;   // of the leaves up to head.last_seq
  std::string salt_key;      // that nobody can guess and no other process has
  std::string database_key;  // under which leaves name principals
  // Most mutations and bytes that wait; beyond them commands are refused before they change
  // anything.
  size_t max_waiting = 4096;
  size_t max_waiting_bytes = size_t{256} << 20;
  // Told about every commit: how long it took, and how it ended.
  absl::AnyInvocable<void(absl::Duration, storage::Outcome)> on_commit;
  // Called once, when a commit failed and the process has to end (storage.md E3): nothing is
  // written after it.
  absl::AnyInvocable<void(absl::Status)> on_failure;
};

// Thread-safe, except that calls of Enqueue must come in the order of the mutations: the shard's
// mutex sees to that.
class Committer {
 public:
  explicit Committer(CommitterOptions options);
  ~Committer();

  // OK while another command may be taken in. RESOURCE_EXHAUSTED while too much waits, UNAVAILABLE
  // once nothing more is written.
  absl::Status Admit() const;
  // Takes mutations in; they get the seqs after those that were taken in before. Returns the last
  // seq.
  uint64_t Enqueue(std::vector<Mutation> mutations);
  // Calls `durable` once `seq` is durable; at once, on this thread, if it is.
  void WhenDurable(uint64_t seq, Durable durable);
  // Commits what waits, answers and ends. Mutations that come later are refused with UNAVAILABLE.
  void Stop();

 private:
  struct Waiter {
    uint64_t seq;
    Durable durable;
  };

  void Run();
  std::vector<Mutation> TakeGroup() WINNOW_REQUIRES(mutex_);
  storage::Commit BuildCommit(std::vector<Mutation> group);
  // Answers everything that waits, now and later, with UNAVAILABLE.
  void Refuse(const absl::Status& cause);

  CommitterOptions options_;
  storage::EngineCaps caps_;
  // Only the committing thread touches these.
  uint64_t committed_ = 0;  // last seq of the engine
  ActorNames actors_;

  mutable ops::Mutex mutex_;
  ops::CondVar wake_;
  std::deque<Mutation> waiting_ WINNOW_GUARDED_BY(mutex_);
  size_t waiting_bytes_ WINNOW_GUARDED_BY(mutex_) = 0;
  std::deque<Waiter> waiters_ WINNOW_GUARDED_BY(mutex_);  // by seq
  uint64_t taken_ WINNOW_GUARDED_BY(mutex_) = 0;          // last seq that was taken in
  uint64_t durable_ WINNOW_GUARDED_BY(mutex_) = 0;        // last seq whose waiters may be answered
  bool stopping_ WINNOW_GUARDED_BY(mutex_) = false;
  absl::Status failure_ WINNOW_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace winnow::shard

#endif  // WINNOW_SERVER_SHARD_COMMITTER_H_
