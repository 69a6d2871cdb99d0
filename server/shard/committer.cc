// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/committer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/shard/leaf_record.h"

namespace winnow::shard {
namespace {

// A leaf, its payload, and a tile in some.
constexpr size_t kOpsPerMutation = 3;

// No less than what the engine will count: a commit over its limit would be the last.
size_t BytesOf(const Mutation& mutation) {
  return mutation.writes.bytes() + LeafBytes(mutation.leaf);
}

}  // namespace

Committer::Committer(CommitterOptions options)
    : options_(std::move(options)),
      caps_(options_.engine->Capabilities()),
      committed_(options_.head.last_seq),
      actors_(options_.database_key),
      taken_(options_.head.last_seq),
      durable_(options_.head.last_seq),
      thread_([this] { Run(); }) {}

Committer::~Committer() { Stop(); }

absl::Status Committer::Admit() const {
  ops::MutexLock lock(mutex_);
  if (stopping_ || !failure_.ok()) {
    return absl::UnavailableError(
        "the server is shutting down; call another one, or this one later, with the same request "
        "id");
  }
  if (waiting_.size() < options_.max_waiting && waiting_bytes_ < options_.max_waiting_bytes)
    return absl::OkStatus();
  return absl::ResourceExhaustedError("too many changes wait for the disk; wait and call again");
}

uint64_t Committer::Enqueue(std::vector<Mutation> mutations) {
  ops::MutexLock lock(mutex_);
  for (Mutation& mutation : mutations) {
    waiting_bytes_ += BytesOf(mutation);
    waiting_.push_back(std::move(mutation));
    ++taken_;
  }
  wake_.NotifyOne();
  return taken_;
}

void Committer::WhenDurable(uint64_t seq, Durable durable) {
  absl::Status status;
  {
    ops::MutexLock lock(mutex_);
    if (failure_.ok() && seq > durable_) {
      // Calls come outside the shard's mutex, so one may overtake another.
      const auto place = std::find_if(waiters_.rbegin(), waiters_.rend(),
                                      [seq](const Waiter& waiter) { return waiter.seq <= seq; });
      waiters_.insert(place.base(), {seq, std::move(durable)});
      return;
    }
    if (seq > durable_) status = failure_;
  }
  durable(status);
}

void Committer::Stop() {
  {
    ops::MutexLock lock(mutex_);
    stopping_ = true;
    wake_.NotifyOne();
  }
  if (thread_.joinable()) thread_.join();
}

void Committer::Run() {
  while (true) {
    std::vector<Mutation> group;
    {
      ops::MutexLock lock(mutex_);
      while (waiting_.empty() && !stopping_) wake_.Wait(mutex_);
      if (waiting_.empty()) break;
      group = TakeGroup();
    }
    const uint64_t last_seq = committed_ + group.size();
    const storage::Commit commit = BuildCommit(std::move(group));
    const absl::Duration start = options_.clock->SteadyNow();
    const storage::CommitResult result = options_.engine->Commit(commit);
    if (options_.on_commit) options_.on_commit(options_.clock->SteadyNow() - start, result.outcome);
    if (result.outcome != storage::Outcome::kCommitted) {
      Refuse(result.cause);
      if (options_.on_failure) options_.on_failure(result.cause);
      return;
    }
    committed_ = last_seq;
    options_.tree->Publish();
    std::vector<Durable> answers;
    {
      ops::MutexLock lock(mutex_);
      durable_ = committed_;
      while (!waiters_.empty() && waiters_.front().seq <= durable_) {
        answers.push_back(std::move(waiters_.front().durable));
        waiters_.pop_front();
      }
    }
    for (Durable& answer : answers) answer(absl::OkStatus());
  }
  Refuse(absl::UnavailableError("the server is shutting down"));
}

std::vector<Mutation> Committer::TakeGroup() {
  std::vector<Mutation> group;
  size_t bytes = LogTree::kCommitBytes;
  size_t ops = 0;
  while (!waiting_.empty()) {
    const size_t next_bytes = BytesOf(waiting_.front());
    const size_t next_ops = waiting_.front().writes.ops() + kOpsPerMutation;
    if (!group.empty() && (bytes + next_bytes + digest::Digest::kSize > caps_.commit_bytes ||
                           ops + next_ops > caps_.commit_ops))
      break;
    bytes += next_bytes;
    ops += next_ops;
    waiting_bytes_ -= next_bytes;
    group.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return group;
}

storage::Commit Committer::BuildCommit(std::vector<Mutation> group) {
  storage::Commit commit;
  commit.fence = {
      .shard = options_.shard, .epoch = options_.head.epoch, .expected_seq = committed_};
  storage::WriteSet writes;
  storage::WriteSet log_writes;  // apart, because its keys go on from each other
  const absl::Time now = options_.clock->WallNow();
  uint64_t seq = committed_;
  for (Mutation& mutation : group) {
    writes.Merge(std::move(mutation.writes));
    const LeafContext context{.shard = options_.shard,
                              .epoch = options_.head.epoch,
                              .seq = ++seq,
                              .time = now,
                              .actor = actors_.Of(mutation.leaf.principal),
                              .salt_key = options_.salt_key};
    std::string leaf = WriteLeaf(context, std::move(mutation.leaf), log_writes);
    options_.tree->Append(leaf, log_writes);
    commit.leaves.push_back(std::move(leaf));
  }
  writes.Merge(std::move(log_writes));
  writes.MoveInto(&commit);
  commit.head_note = options_.tree->Note();
  return commit;
}

void Committer::Refuse(const absl::Status& cause) {
  const absl::Status failure =
      absl::UnavailableError(absl::StrCat("the change may or may not be stored (", cause.message(),
                                          "); call again with the same request id"));
  std::deque<Waiter> waiters;
  {
    ops::MutexLock lock(mutex_);
    failure_ = failure;
    waiters.swap(waiters_);
  }
  for (Waiter& waiter : waiters) waiter.durable(failure);
}

}  // namespace winnow::shard
