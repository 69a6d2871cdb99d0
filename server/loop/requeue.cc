// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Dispatch::RequeueItems.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/loop/dispatch.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/refused_rows.h"
#include "server/loop/reply.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"
#include "server/loop/review_row.h"
#include "server/loop/stored_labels.h"
#include "server/loop/usage.h"
#include "server/selection/stable_hash.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

using shard::CandidateNo;

// One call of RequeueItems. A call that gives labels up runs twice: the second time with the keys
// of their rows, which are read between the two.
class RequeueCall : public std::enable_shared_from_this<RequeueCall> {
 public:
  RequeueCall(Environment& environment, const v1::RequeueItemsRequest& request,
              std::string queue_id, CallId call)
      : environment_(environment),
        request_(request),
        queue_id_(std::move(queue_id)),
        call_(std::move(call)) {}

  void Run(shard::Shard& shard, Done<v1::RequeueItemsResponse> done) {
    shard.Mutate(
        [this](shard::ShardState& state, shard::MutationLog& log) { return Decide(state, log); },
        [self = shared_from_this(), &shard,
         done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
          if (!position.ok()) return done(position.status());
          if (!self->needs_keys_.empty()) return self->RunWithKeys(shard, std::move(done));
          *self->response_.mutable_position() = ToProto(*position);
          done(std::move(self->response_));
        });
  }

 private:
  // With the rows of labels that are durable by now.
  void RunWithKeys(shard::Shard& shard, Done<v1::RequeueItemsResponse> done) {
    auto keys = ReadLabelKeys(shard, queue_no_, needs_keys_);
    if (!keys.ok()) return done(keys.status());
    for (auto& [no, of_candidate] : *keys) keys_[no] = std::move(of_candidate);
    needs_keys_.clear();
    Run(shard, std::move(done));
  }

  absl::Status Decide(shard::ShardState& state, shard::MutationLog& log) {
    const auto found = FindQueue(state, queue_id_);
    if (!found.ok()) return found.status();
    shard::QueueState& queue = **found;
    queue_no_ = queue.queue_no();
    const auto replay = FindReplay(state, call_);
    if (!replay.ok()) return replay.status();
    if (*replay != nullptr) {
      Recall(**replay);
      return absl::OkStatus();
    }
    needs_keys_ = WithoutKeys(queue);
    if (!needs_keys_.empty()) return absl::OkStatus();
    shard::Mutation mutation;
    for (int i = 0; i < request_.candidate_ids_size(); ++i) {
      const v1::ErrorReason refused =
          Requeue(request_.candidate_ids(i), state, queue, mutation.writes);
      if (refused == v1::ERROR_REASON_UNSPECIFIED) {
        response_.set_requeued(response_.requeued() + 1);
      } else {
        RefuseRow(static_cast<uint32_t>(i), refused, "candidate_ids",
                  response_.mutable_row_errors());
      }
    }
    Store(state, queue, std::move(mutation), log);
    return absl::OkStatus();
  }

  // Candidates whose labels are to be given up and whose rows are not all known.
  std::vector<CandidateNo> WithoutKeys(const shard::QueueState& queue) const {
    std::vector<CandidateNo> candidates;
    if (request_.relabel_cause() == v1::RELABEL_CAUSE_UNSPECIFIED) return candidates;
    for (const std::string& id : request_.candidate_ids()) {
      const auto no = queue.candidates.Find(id, selection::StaticIdHash(id));
      if (!no.has_value() || queue.candidates.row(*no).lease != 0) continue;
      const auto known = keys_.find(*no);
      const size_t rows = known == keys_.end() ? 0 : known->second.size();
      if (rows < queue.labels.Count(*no)) candidates.push_back(*no);
    }
    return candidates;
  }

  // Takes a candidate back; its attempts start anew, and its labels go where a cause is given.
  // Unspecified, or why it is refused.
  v1::ErrorReason Requeue(const std::string& id, shard::ShardState& state, shard::QueueState& queue,
                          storage::WriteSet& writes) {
    const auto no = queue.candidates.Find(id, selection::StaticIdHash(id));
    if (!no.has_value()) return v1::ERROR_REASON_CANDIDATE_UNKNOWN;
    shard::CandidateRow& row = queue.candidates.row(*no);
    const bool relabels =
        request_.relabel_cause() != v1::RELABEL_CAUSE_UNSPECIFIED && queue.labels.Count(*no) > 0;
    if (!row.dead_lettered && !relabels) return v1::ERROR_REASON_ITEM_NOT_DEAD_LETTERED;
    if (row.retired) return v1::ERROR_REASON_CANDIDATE_RETIRED;
    const int64_t now_us = state.now.latest_us();
    const v1::ErrorReason usage = MayBeUsed(queue, *no, now_us);
    if (usage == v1::ERROR_REASON_CONSENT_REVOKED || usage == v1::ERROR_REASON_CANDIDATE_REMOVED)
      return usage;
    if (row.lease != 0) return v1::ERROR_REASON_ITEM_LEASED;
    if (relabels) GiveUpLabels(*no, state, queue, writes);
    row.dead_lettered = false;
    row.attempts = 0;
    storage::HistoryTable::Put(state.shard, {queue_no_, *no}, shard::HistoryOf(queue, *no),
                               &writes);
    queue.frame.Update(*no, now_us);
    return v1::ERROR_REASON_UNSPECIFIED;
  }

  void GiveUpLabels(CandidateNo no, shard::ShardState& state, shard::QueueState& queue,
                    storage::WriteSet& writes) {
    for (const storage::LabelId& key : keys_[no])
      storage::LabelTable::Delete(state.shard, key, &writes);
    storage::AdjudicationTable::Delete(state.shard, {queue_no_, no}, &writes);
    response_.set_labels(response_.labels() + queue.labels.Remove(no));
    queue.disputed.erase(no);
    queue.controls.ForgetLabels(no);
    queue.relabels[no] = request_.relabel_cause();
  }

  void Store(shard::ShardState& state, const shard::QueueState& queue, shard::Mutation mutation,
             shard::MutationLog& log) {
    storage::v1::RequestRecord record;
    record.set_resource(request_.queue());
    record.add_counts(response_.requeued());
    record.add_counts(response_.labels());
    RememberRows(response_.row_errors(), &record);
    RememberCall(call_, std::move(record), state, mutation.writes);
    mutation.leaf = {.principal = call_.key.principal,
                     .method = call_.key.method,
                     .object = request_.queue(),
                     .decision = "REQUEUED",
                     .policy = queue.policy_name(),
                     .payload = RequestPayload(call_)};
    log.Add(std::move(mutation));
    environment_.metrics.lease().CountEvents("item_requeued", response_.requeued());
    environment_.metrics.lease().CountEvents("label_given_up", response_.labels());
  }

  void Recall(const storage::v1::RequestRecord& record) {
    if (record.counts_size() > 0) response_.set_requeued(static_cast<uint32_t>(record.counts(0)));
    if (record.counts_size() > 1) response_.set_labels(static_cast<uint32_t>(record.counts(1)));
    RecallRows(record, response_.mutable_row_errors());
  }

  Environment& environment_;
  const v1::RequeueItemsRequest request_;
  const std::string queue_id_;
  const CallId call_;
  uint32_t queue_no_ = 0;
  std::vector<CandidateNo> needs_keys_;
  StoredLabelKeys keys_;
  v1::RequeueItemsResponse response_;
};

}  // namespace

void Dispatch::RequeueItems(const Caller& caller, const v1::RequeueItemsRequest& request,
                            Done<v1::RequeueItemsResponse> done) {
  auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  auto call = IdentifyCall(caller, "RequeueItems", request);
  if (!call.ok()) return done(call.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  std::make_shared<RequeueCall>(environment_, request, *std::move(queue_id), *std::move(call))
      ->Run(**shard, std::move(done));
}

}  // namespace winnow::loop
