// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/committer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/digest/leaf_chain.h"
#include "winnow/storage/v1/records.pb.h"

namespace winnow::shard {
namespace {

// A leaf has about this many bytes beside what its draft holds.
constexpr size_t kLeafBytes = 256;

size_t BytesOf(const Mutation& mutation) { return mutation.writes.bytes() + kLeafBytes; }

std::string ChainNote(const digest::Digest& chain) { return std::string(chain.view()); }

// The head of the chain that the engine kept for us. An empty note is the start of a shard.
digest::Digest ChainOf(const storage::ShardHead& head) {
  const auto chain = digest::Digest::FromBytes(head.head_note);
  return chain.ok() ? *chain : digest::kEmptyChain;
}

}  // namespace

Committer::Committer(CommitterOptions options)
    : options_(std::move(options)),
      caps_(options_.engine->Capabilities()),
      chain_(ChainOf(options_.head)),
      committed_(options_.head.last_seq),
      taken_(options_.head.last_seq),
      durable_(options_.head.last_seq),
      thread_([this] { Run(); }) {}

Committer::~Committer() { Stop(); }

bool Committer::HasRoom() const {
  ops::MutexLock lock(mutex_);
  return waiting_.size() < options_.max_waiting && waiting_bytes_ < options_.max_waiting_bytes;
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
      waiters_.push_back({seq, std::move(durable)});
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
  size_t bytes = 0;
  size_t ops = 0;
  while (!waiting_.empty()) {
    const size_t next_bytes = BytesOf(waiting_.front());
    const size_t next_ops = waiting_.front().writes.ops() + 1;
    if (!group.empty() &&
        (bytes + next_bytes > caps_.commit_bytes || ops + next_ops > caps_.commit_ops))
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
  const int64_t now_us = absl::ToUnixMicros(options_.clock->WallNow());
  uint64_t seq = committed_;
  for (Mutation& mutation : group) {
    writes.Merge(std::move(mutation.writes));
    storage::v1::LeafRecord leaf;
    leaf.set_seq(++seq);
    leaf.set_epoch(options_.head.epoch);
    leaf.mutable_time()->set_seconds(now_us / 1'000'000);
    leaf.mutable_time()->set_nanos(static_cast<int32_t>(now_us % 1'000'000) * 1000);
    leaf.set_actor(std::move(mutation.leaf.actor));
    leaf.set_method(std::move(mutation.leaf.method));
    leaf.set_object(std::move(mutation.leaf.object));
    leaf.set_decision(std::move(mutation.leaf.decision));
    leaf.set_policy(std::move(mutation.leaf.policy));
    leaf.set_payload_hash(std::string(mutation.leaf.payload_hash.view()));
    leaf.set_previous(std::string(chain_.view()));
    std::string bytes = leaf.SerializeAsString();
    chain_ = digest::ChainLeaf(chain_, bytes);
    commit.leaves.push_back(std::move(bytes));
  }
  writes.MoveInto(&commit);
  commit.head_note = ChainNote(chain_);
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
