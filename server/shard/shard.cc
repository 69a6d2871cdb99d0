// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/shard/shard.h"

#include <utility>

#include "server/shard/log_origin.h"
#include "server/shard/mutate_and_wait.h"
#include "server/shard/recovery.h"
#include "server/shard/sweep_revocations.h"

namespace winnow::shard {
namespace {

constexpr size_t kSaltKeyBytes = 32;

}  // namespace

absl::StatusOr<std::unique_ptr<Shard>> Shard::Open(ShardOptions options) {
  const absl::StatusOr<storage::ShardHead> head = options.engine->Head(options.shard);
  if (!head.ok()) return head.status();
  absl::StatusOr<std::unique_ptr<LogTree>> tree =
      LogTree::Open(*options.engine, options.shard, *head);
  if (!tree.ok()) return tree.status();
  std::unique_ptr<Shard> shard(new Shard(std::move(options)));
  ShardOptions& opts = shard->options_;
  shard->tree_ = *std::move(tree);
  {
    ops::MutexLock lock(shard->mutex_);
    shard->state_.epoch = head->epoch;
    shard->state_.seq = head->last_seq;
    shard->state_.now = opts.clock_guard->Now();
    if (absl::Status status = Recover(*opts.engine, shard->state_, opts.on_progress); !status.ok())
      return status;
  }
  shard->committer_ =
      std::make_unique<Committer>(CommitterOptions{.engine = opts.engine,
                                                   .clock = opts.clock,
                                                   .shard = opts.shard,
                                                   .head = *head,
                                                   .tree = shard->tree_.get(),
                                                   .salt_key = opts.entropy->Bytes(kSaltKeyBytes),
                                                   .database_key = std::string(opts.database_key),
                                                   .max_waiting = opts.max_waiting,
                                                   .max_waiting_bytes = opts.max_waiting_bytes,
                                                   .on_commit = std::move(opts.on_commit),
                                                   .on_failure = std::move(opts.on_failure)});
  if (opts.first.has_value()) {
    const absl::Status status = MutateAndWait(*shard, [&](ShardState&, MutationLog& log) {
      log.Add(*std::move(opts.first));
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  auto origin = CurrentLogOrigin(*opts.engine, opts.database_id, opts.shard);
  if (!origin.ok()) return origin.status();
  shard->log_origin_ = *std::move(origin);
  return shard;
}

Shard::Shard(ShardOptions options)
    : options_(std::move(options)), state_(options_.shard, options_.requests_per_principal) {}

Shard::~Shard() { Stop(); }

absl::Status Shard::Admit(Priority priority) const {
  if (options_.admission != nullptr) {
    if (absl::Status status = options_.admission->Admit(priority); !status.ok()) return status;
  }
  return committer_->Admit();
}

void Shard::Mutate(Decide decide, Answer answer, Priority priority) {
  if (absl::Status status = Admit(priority); !status.ok()) return answer(std::move(status));
  Run(decide, std::move(answer));
}

void Shard::Read(Inspect inspect, Answer answer) {
  Run([&](ShardState& state, MutationLog&) { return inspect(state); }, std::move(answer));
}

void Shard::Follow(std::shared_ptr<const RegistrySnapshot> registry, Answer answer) {
  const auto follow = [&](ShardState& state, MutationLog&) {
    if (registry->version >= state.registry->version) FollowRegistry(state, registry);
    return absl::OkStatus();
  };
  Run(follow, std::move(answer));
}

void Shard::Run(Decide decide, Answer answer) {
  MutationLog log;
  Position position{.shard = options_.shard};
  absl::Status decided;
  {
    ops::MutexLock lock(mutex_);
    state_.now = options_.clock_guard->Now();
    decided = decide(state_, log);
    state_.seq = committer_->Enqueue(log.Take());
    position.epoch = state_.epoch;
    position.seq = state_.seq;
  }
  committer_->WhenDurable(position.seq, [decided = std::move(decided), position,
                                         answer = std::move(answer)](absl::Status durable) mutable {
    if (!durable.ok()) return answer(std::move(durable));
    if (!decided.ok()) return answer(std::move(decided));
    answer(position);
  });
}

void Shard::Stop() {
  if (committer_ != nullptr) committer_->Stop();
}

}  // namespace winnow::shard
