// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/dispatch.h"

#include <atomic>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "server/loop/batch_grant.h"
#include "server/loop/export_consent.h"
#include "server/loop/hidden_draw.h"
#include "server/loop/labeler_order.h"
#include "server/loop/lease_change.h"
#include "server/loop/lease_verb.h"
#include "server/loop/lease_verbs.h"
#include "server/loop/manifest.h"
#include "server/loop/policy_catalog.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/stored_batch.h"

namespace winnow::loop {
namespace {

// One call of RequestBatch.
class GrantCall {
 public:
  GrantCall(Environment& environment, CallId id, std::string queue_id, shard::Shard& shard)
      : environment_(environment),
        id_(std::move(id)),
        queue_id_(std::move(queue_id)),
        shard_(shard) {}

  absl::Status Decide(const Caller& caller, const v1::RequestBatchRequest& request,
                      shard::ShardState& state, shard::MutationLog& log) {
    auto queue = FindQueue(state, queue_id_);
    if (!queue.ok()) return queue.status();
    queue_no_ = (*queue)->queue_no();
    ExpireDue(state, **queue, log, environment_.metrics.lease());
    auto replay = FindReplay(state, id_);
    if (!replay.ok()) return replay.status();
    if (*replay == nullptr) {
      BatchGrant grant(environment_, state, **queue, {id_, caller, request});
      absl::Status status = grant.Run(log, response_);
      items_ = grant.TakeItems();
      return status;
    }
    auto ref = ParseBatchName((*replay)->resource(), "batch");
    if (!ref.ok()) return ref.status();
    replay_ = *std::move(ref);
    registry_ = state.registry;
    return absl::OkStatus();
  }

  // What the labeler is told about the items, while the commit is under way.
  void Prepare() {
    for (const size_t place : LabelerOrder(items_.keys)) {
      *response_.add_items() =
          BatchItemOf(items_.items[place], response_.manifest().rubrics(), v1::ITEM_STATE_OPEN);
    }
    items_ = {};
    AnswerAfterBoth();
  }

  void Committed(absl::StatusOr<shard::Position> position, Done<v1::RequestBatchResponse> done) {
    position_ = std::move(position);
    done_ = std::move(done);
    AnswerAfterBoth();
  }

 private:
  // The later of Prepare and Committed, which run on two threads, answers.
  void AnswerAfterBoth() {
    if (--awaited_ == 0) Answer();
  }

  void Answer() {
    if (!position_.ok()) return done_(position_.status());
    if (replay_.has_value()) {
      if (absl::Status status = Rebuild(); !status.ok()) return done_(std::move(status));
    }
    *response_.mutable_position() = ToProto(*position_);
    done_(std::move(response_));
  }

  // The answer of a call that was granted before, from the rows of its batch, less the items that
  // were erased or may no longer be used.
  absl::Status Rebuild() {
    auto stored = ReadBatch(shard_, {queue_no_, replay_->batch_no});
    if (!stored.ok()) return stored.status();
    const auto withdrawn = Withdrawn(stored->batch);
    if (!withdrawn.ok()) return withdrawn.status();
    response_.set_batch(BatchName(replay_->queue, replay_->batch_no));
    response_.mutable_lease()->set_token(shard::LeaseToken(replay_->batch_no, stored->lease));
    *response_.mutable_lease()->mutable_expire_time() = stored->lease.expire_time();
    *response_.mutable_manifest() = OpenHeader(stored->batch);
    for (const v1::QuotaLine& quota : stored->batch.manifest().quotas()) {
      if (quota.shortfall() > 0) *response_.add_shortfalls() = quota;
    }
    if (HasControlItems(stored->batch.manifest().policy())) {
      LeaveOutDraw(*response_.mutable_manifest());
      response_.clear_shortfalls();
    }
    for (const size_t place : LabelerOrder(LabelerKeys(stored->batch))) {
      const auto i = static_cast<int>(place);
      if ((*withdrawn)[place] || IsErased(stored->batch.items(i))) continue;
      auto item = OpenItem(stored->batch.items(i));
      if (!item.ok()) return item.status();
      *response_.add_items() =
          BatchItemOf(*item, response_.manifest().rubrics(), StateOf(stored->lease, i));
    }
    return absl::OkStatus();
  }

  // For each item of the batch, whether it may no longer be used. Takes the shard's mutex.
  absl::StatusOr<std::vector<bool>> Withdrawn(const storage::v1::BatchRecord& batch) const {
    std::vector<bool> withdrawn;
    absl::Status status = Peek(shard_, [&](const shard::ShardState& state) -> absl::Status {
      const auto queue = FindQueue(state, queue_id_);
      if (!queue.ok()) return queue.status();
      withdrawn = WithdrawnItems(batch, {**queue, *state.registry, state.now.latest_us()});
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    if (withdrawn.size() != static_cast<size_t>(batch.items_size()))
      return absl::DataLossError("a stored manifest is damaged; restore a backup");
    return withdrawn;
  }

  // Whether the policy that the batch was drawn under declares control items.
  bool HasControlItems(const std::string& policy) const {
    const auto ref = ParsePolicyName(policy, "policy");
    if (!ref.ok()) return false;
    const auto revision = FindRevision(*registry_, *ref);
    if (!revision.ok()) return false;
    const v1::ControlRates& rates = revision->policy().control();
    return rates.gold() > 0 || rates.anchor() > 0;
  }

  Environment& environment_;
  const CallId id_;
  const std::string queue_id_;
  shard::Shard& shard_;
  v1::RequestBatchResponse response_;
  BatchGrant::Items items_;
  absl::StatusOr<shard::Position> position_;
  Done<v1::RequestBatchResponse> done_;
  std::atomic<int> awaited_ = 2;
  std::optional<BatchRef> replay_;  // the batch that the call was granted before
  std::shared_ptr<const shard::RegistrySnapshot> registry_;  // with it
  uint32_t queue_no_ = 0;
};

}  // namespace

void Dispatch::RequestBatch(const Caller& caller, const v1::RequestBatchRequest& request,
                            Done<v1::RequestBatchResponse> done) {
  auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  auto id = IdentifyCall(caller, "RequestBatch", request);
  if (!id.ok()) return done(id.status());
  auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  auto call = std::make_shared<GrantCall>(environment_, *std::move(id), *queue_id, **shard);
  (*shard)->Mutate(
      [&](shard::ShardState& state, shard::MutationLog& log) {
        return call->Decide(caller, request, state, log);
      },
      [call, done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
        call->Committed(std::move(position), std::move(done));
      });
  call->Prepare();
}

void Dispatch::RenewLease(const Caller& caller, const v1::RenewLeaseRequest& request,
                          Done<v1::RenewLeaseResponse> done) {
  LeaseCall<RenewVerb>::Run(environment_, caller, request, std::move(done));
}

void Dispatch::ReturnItems(const Caller& caller, const v1::ReturnItemsRequest& request,
                           Done<v1::ReturnItemsResponse> done) {
  LeaseCall<ReturnVerb>::Run(environment_, caller, request, std::move(done));
}

void Dispatch::CompleteBatch(const Caller& caller, const v1::CompleteBatchRequest& request,
                             Done<v1::CompleteBatchResponse> done) {
  LeaseCall<CompleteVerb>::Run(environment_, caller, request, std::move(done));
}

void Dispatch::CancelBatch(const Caller& caller, const v1::CancelBatchRequest& request,
                           Done<v1::CancelBatchResponse> done) {
  LeaseCall<CancelVerb>::Run(environment_, caller, request, std::move(done));
}

void Dispatch::ExpireLeases(size_t shard) {
  environment_.shards.at(shard).Mutate(
      [&](shard::ShardState& state, shard::MutationLog& log) {
        for (const auto& [id, queue] : state.queues)
          ExpireDue(state, *queue, log, environment_.metrics.lease());
        return absl::OkStatus();
      },
      [](const absl::StatusOr<shard::Position>&) {}, shard::Priority::kEssential);
}

}  // namespace winnow::loop
