// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/withdraw_revoked.h"

#include <algorithm>
#include <string>
#include <utility>

#include "server/loop/queue_lookup.h"
#include "server/loop/resource_name.h"
#include "server/loop/withdrawal.h"
#include "server/shard/mutate_and_wait.h"

namespace winnow::loop {
namespace {

// Items that are looked at under the mutex at a time.
constexpr size_t kItemsPerPortion = 4'000;

// One pass over the open batches of a shard.
class Pass {
 public:
  // Goes on; false when it is over.
  bool GoOn(shard::ShardState& state, shard::MutationLog& log) {
    size_t looked = 0;
    for (auto it = state.queues.lower_bound(queue_); it != state.queues.end(); ++it) {
      if (it->first != std::exchange(queue_, it->first)) slot_ = 0;
      if (GoOn(state, *it->second, {log, looked})) return true;
    }
    return false;
  }

 private:
  struct Work {
    shard::MutationLog& log;
    size_t& looked;
  };

  bool GoOn(shard::ShardState& state, shard::QueueState& queue, const Work& work) {
    Withdrawal withdrawal(state, queue);
    uint64_t withdrawn = 0;
    for (; slot_ < queue.leases.slots() && work.looked < kItemsPerPortion; ++slot_) {
      const shard::OpenBatch& batch = queue.leases.at(slot_);
      work.looked += 1 + batch.candidates.size();
      for (size_t i = 0; i < batch.candidates.size(); ++i) {
        if (batch.record.item_states()[i] != v1::ITEM_STATE_OPEN) continue;
        const shard::CandidateNo no = batch.candidates[i];
        const uint64_t number = RevocationOf(*state.registry, queue, no);
        if (number == 0 || !withdrawal.Withdraw(no)) continue;
        ++withdrawn;
        ++state.withdrawn_items[number];
      }
    }
    if (withdrawn > 0) Log(queue, withdrawal, work.log);
    return slot_ < queue.leases.slots();
  }

  static void Log(const shard::QueueState& queue, Withdrawal& withdrawal, shard::MutationLog& log) {
    shard::Mutation mutation;
    withdrawal.Save(mutation.writes);
    const std::string name = QueueName(queue.record.queue_id());
    mutation.leaf = {.method = "RevokeConsent",
                     .object = name,
                     .decision = "WITHDRAWN",
                     .policy = queue.policy_name()};
    withdrawal.Describe(mutation.leaf.payload);
    log.Add(std::move(mutation));
  }

  // Where it stands: batches from this slot of this queue on are to be looked at.
  std::string queue_;
  uint32_t slot_ = 0;
};

}  // namespace

uint64_t RevocationOf(const shard::RegistrySnapshot& registry, const shard::QueueState& queue,
                      shard::CandidateNo no) {
  const shard::CandidateRow& row = queue.candidates.row(no);
  const std::string& scope = queue.candidates.dictionaries().consent_scopes.Text(row.consent_scope);
  const uint64_t of_scope = registry.revocations.OfScope(scope);
  const uint64_t of_subject = registry.revocations.OfSubject(row.subject);
  return of_scope == 0 || of_subject == 0 ? of_scope + of_subject : std::min(of_scope, of_subject);
}

absl::Status WithdrawRevoked(shard::Shard& shard) {
  uint64_t last = 0;
  bool more = false;
  const absl::Status seen = Peek(shard, [&](const shard::ShardState& state) {
    last = state.registry->revocations.last();
    more = last != state.withdrawn_up_to;
    return absl::OkStatus();
  });
  if (!seen.ok()) return seen;
  Pass pass;
  while (more) {
    const absl::Status status =
        shard::MutateAndWait(shard, [&](shard::ShardState& state, shard::MutationLog& log) {
          more = pass.GoOn(state, log);
          if (!more) state.withdrawn_up_to = std::max(state.withdrawn_up_to, last);
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace winnow::loop
