// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// The frame of every verb that the holder of a lease calls: find the batch, end what is due, replay
// or carry out, log one mutation.
#ifndef WINNOW_SERVER_LOOP_LEASE_VERB_H_
#define WINNOW_SERVER_LOOP_LEASE_VERB_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/loop/call.h"
#include "server/loop/environment.h"
#include "server/loop/hidden_draw.h"
#include "server/loop/lease_change.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/reply.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"
#include "server/loop/stored_batch.h"

namespace winnow::loop {

// BATCH_UNKNOWN when the queue never granted a batch of that number.
absl::Status CheckGranted(const shard::QueueState& queue, const BatchRef& ref);

// The open batch of `ref`. LEASE_SUPERSEDED when its lease has ended or `token` is not its token.
// Valid until the lease book changes.
absl::StatusOr<shard::OpenBatch*> FindOpen(shard::QueueState& queue, const BatchRef& ref,
                                           absl::string_view token);

// What a verb works on, under the shard's mutex.
struct LeaseContext {
  shard::ShardState& state;
  shard::QueueState& queue;
  shard::OpenBatch& batch;
  LeaseChange& change;
  // Whether the caller must not know which items are control items.
  bool hides_draw = false;
};

// One call of a verb. `Verb` says what is particular about it:
//
//   struct Verb {
//     using Request = ...;   // with batch, token and request_id
//     using Response = ...;
//     static constexpr absl::string_view kMethod, kDecision;  // words of the audit leaf
//     static constexpr absl::string_view kEvent;               // of winnow_lease_events_total
//     // Under the mutex: changes the batch, saves it, fills in the response and what it is rebuilt
//     from. static absl::Status CarryOut(const Request&, LeaseContext&, Response&,
//     storage::v1::RequestRecord&);
//     // Rebuilds the response from the record, and from the batch as it is stored now.
//     static void Rebuild(const storage::v1::RequestRecord&, const LeaseView&, Response&);
//   };
struct LeaseView {
  BatchRef ref;
  storage::v1::LeaseRecord record;
  std::vector<std::string> withdrawn;  // ids of the candidates that the record of the call names
};

template <typename Verb>
class LeaseCall {
 public:
  using Request = typename Verb::Request;
  using Response = typename Verb::Response;

  static void Run(Environment& environment, const Caller& caller, const Request& request,
                  Done<Response> done) {
    auto ref = ParseBatchName(request.batch(), "batch");
    if (!ref.ok()) return done(ref.status());
    auto id = IdentifyCall(caller, Verb::kMethod, request);
    if (!id.ok()) return done(id.status());
    auto shard = ShardOfQueue(environment.shards, ref->queue);
    if (!shard.ok()) return done(shard.status());
    auto call = std::make_shared<LeaseCall>(*std::move(ref), *std::move(id), caller, **shard);
    (*shard)->Mutate(
        [&](shard::ShardState& state, shard::MutationLog& log) {
          return call->Decide(environment, request, state, log);
        },
        [call, done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
          if (!position.ok()) return done(position.status());
          call->Answer(*position, done);
        },
        shard::Priority::kEssential);
  }

  LeaseCall(BatchRef ref, CallId id, Caller caller, shard::Shard& shard)
      : ref_(std::move(ref)), id_(std::move(id)), caller_(std::move(caller)), shard_(shard) {}

 private:
  absl::Status Decide(Environment& environment, const Request& request, shard::ShardState& state,
                      shard::MutationLog& log) {
    auto queue = FindQueue(state, ref_.queue);
    if (!queue.ok()) return queue.status();
    queue_no_ = (*queue)->queue_no();
    ExpireDue(state, **queue, log, environment.metrics.lease());
    auto replay = FindReplay(state, id_);
    if (!replay.ok()) return replay.status();
    if (*replay != nullptr) {
      replay_ = **replay;
      for (const shard::CandidateNo no : replay_->withdrawn())
        withdrawn_.emplace_back((*queue)->candidates.id(no));
      return absl::OkStatus();
    }
    auto batch = FindOpen(**queue, ref_, request.token());
    if (!batch.ok()) return batch.status();
    LeaseChange change(state, **queue, **batch);
    LeaseContext context{state, **queue, **batch, change, HidesDraw(caller_, **queue)};
    storage::v1::RequestRecord record;
    record.set_resource(request.batch());
    if (absl::Status status = Verb::CarryOut(request, context, response_, record); !status.ok())
      return status;
    RememberCall(id_, std::move(record), state, change.writes());
    v1::AuditPayload payload = RequestPayload(id_);
    *payload.add_leases() = change.changed();
    log.Add({.writes = std::move(change.writes()),
             .leaf = {.principal = id_.key.principal,
                      .method = id_.key.method,
                      .object = request.batch(),
                      .decision = std::string(Verb::kDecision),
                      .policy = (*queue)->policy_name(),
                      .payload = std::move(payload)}});
    environment.metrics.lease().CountEvents(Verb::kEvent, 1);
    return absl::OkStatus();
  }

  void Answer(const shard::Position& position, Done<Response>& done) {
    if (replay_.has_value()) {
      auto lease = ReadLease(shard_, {queue_no_, ref_.batch_no});
      if (!lease.ok()) return done(lease.status());
      Verb::Rebuild(*replay_, {ref_, *std::move(lease), std::move(withdrawn_)}, response_);
    }
    *response_.mutable_position() = ToProto(position);
    done(std::move(response_));
  }

  BatchRef ref_;
  CallId id_;
  const Caller caller_;
  shard::Shard& shard_;
  uint32_t queue_no_ = 0;
  std::optional<storage::v1::RequestRecord> replay_;  // of a call that was carried out before
  std::vector<std::string> withdrawn_;                // with it
  Response response_;
};

}  // namespace winnow::loop

#endif  // WINNOW_SERVER_LOOP_LEASE_VERB_H_
