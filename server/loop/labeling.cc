// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/labeling.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "server/loop/error.h"
#include "server/loop/label_intake.h"
#include "server/loop/lease_change.h"
#include "server/loop/lease_verb.h"
#include "server/loop/refused_rows.h"
#include "server/loop/review_row.h"
#include "server/loop/stored_batch.h"
#include "server/loop/stored_labels.h"

namespace winnow::loop {
namespace {

// One call of SubmitLabels. A call for a batch whose lease has expired runs twice: the second time
// with the rows of the batch, which do not change any more and are read between the two. So does a
// call for candidates that others have labelled before, until it has all of their labels.
class SubmitCall : public std::enable_shared_from_this<SubmitCall> {
 public:
  SubmitCall(Environment& environment, const v1::SubmitLabelsRequest& request, BatchRef ref,
             CallId id)
      : environment_(environment), request_(request), ref_(std::move(ref)), id_(std::move(id)) {}

  void Run(shard::Shard& shard, Done<v1::SubmitLabelsResponse> done) {
    shard.Mutate(
        [this](shard::ShardState& state, shard::MutationLog& log) { return Decide(state, log); },
        [self = shared_from_this(), &shard,
         done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
          if (!position.ok()) return done(position.status());
          if (self->needs_stored_) return self->RunWithStored(shard, std::move(done));
          if (!self->needs_labels_.empty()) return self->RunWithLabels(shard, std::move(done));
          *self->response_.mutable_position() = ToProto(*position);
          done(std::move(self->response_));
        },
        shard::Priority::kEssential);
  }

 private:
  void RunWithStored(shard::Shard& shard, Done<v1::SubmitLabelsResponse> done) {
    auto stored = ReadBatch(shard, {queue_no_, ref_.batch_no});
    if (!stored.ok()) return done(stored.status());
    if (stored->lease.state() != v1::BATCH_STATE_EXPIRED ||
        shard::LeaseToken(ref_.batch_no, stored->lease) != request_.token()) {
      return done(LeaseSuperseded(
          "The batch was closed, or the token is not that of its lease. Request a new batch."));
    }
    stored_ = *std::move(stored);
    needs_stored_ = false;
    Run(shard, std::move(done));
  }

  // With the labels that others gave to the same candidates, durable by now.
  void RunWithLabels(shard::Shard& shard, Done<v1::SubmitLabelsResponse> done) {
    auto labels = ReadLabels(shard, queue_no_, needs_labels_);
    if (!labels.ok()) return done(labels.status());
    for (auto& [no, of_candidate] : *labels) earlier_[no] = std::move(of_candidate);
    needs_labels_.clear();
    Run(shard, std::move(done));
  }

  absl::Status Decide(shard::ShardState& state, shard::MutationLog& log) {
    auto queue = FindQueue(state, ref_.queue);
    if (!queue.ok()) return queue.status();
    queue_no_ = (*queue)->queue_no();
    ExpireDue(state, **queue, log, environment_.metrics.lease());
    auto replay = FindReplay(state, id_);
    if (!replay.ok()) return replay.status();
    if (*replay != nullptr) {
      Recall(**replay);
      return absl::OkStatus();
    }
    if (absl::Status status = CheckGranted(**queue, ref_); !status.ok()) return status;
    LabelTarget target{.batch_no = ref_.batch_no, .earlier = earlier_};
    if ((*queue)->leases.Find(ref_.batch_no) != nullptr) {
      auto open = FindOpen(**queue, ref_, request_.token());
      if (!open.ok()) return open.status();
      target.open = *open;
    } else if (stored_.has_value()) {
      target.expired = &stored_->batch;
    } else {
      needs_stored_ = true;
      return absl::OkStatus();
    }
    Store(state, **queue, target, log);
    return absl::OkStatus();
  }

  void Store(shard::ShardState& state, shard::QueueState& queue, const LabelTarget& target,
             shard::MutationLog& log) {
    shard::Mutation mutation;
    v1::AuditPayload payload;
    LabelIntake intake(state, queue, target);
    needs_labels_ = intake.WithoutEarlier(request_);
    if (!needs_labels_.empty()) return;
    if (target.open != nullptr) {
      LeaseChange change(state, queue, *target.open);
      intake.Take(request_, &change, mutation.writes, response_);
      response_.set_open_items(target.open->open_items);
      if (response_.accepted() > 0) change.Save(v1::BATCH_STATE_UNSPECIFIED);
      if (response_.done() > 0) *payload.add_leases() = change.changed();
      mutation.writes.Merge(std::move(change.writes()));
    } else {
      intake.Take(request_, nullptr, mutation.writes, response_);
    }
    storage::v1::RequestRecord record;
    record.set_resource(request_.batch());
    for (const uint32_t count :
         {response_.accepted(), response_.done(), response_.open_items(), response_.disputed()}) {
      record.add_counts(count);
    }
    RememberRows(response_.row_errors(), &record);
    RememberCall(id_, std::move(record), state, mutation.writes);
    mutation.leaf = {.principal = id_.key.principal,
                     .method = id_.key.method,
                     .object = request_.batch(),
                     .decision = "LABELED",
                     .policy = queue.policy_name(),
                     .payload = std::move(payload)};
    DescribeLabels(*mutation.leaf.payload.mutable_labels());
    log.Add(std::move(mutation));
    environment_.metrics.lease().CountEvents("label_accepted", response_.accepted());
    environment_.metrics.lease().CountEvents("label_refused", response_.row_errors_size());
    environment_.metrics.lease().CountEvents("item_done", response_.done());
    environment_.metrics.lease().CountEvents("item_disputed", response_.disputed());
  }

  // The rows that were not refused.
  void DescribeLabels(v1::LabelsStored& stored) const {
    stored.set_batch(request_.batch());
    int refused = 0;
    for (int i = 0; i < request_.labels_size(); ++i) {
      if (refused < response_.row_errors_size() &&
          response_.row_errors(refused).index() == static_cast<uint32_t>(i)) {
        ++refused;
      } else {
        stored.add_candidate_ids(request_.labels(i).candidate_id());
      }
    }
  }

  void Recall(const storage::v1::RequestRecord& record) {
    if (record.counts_size() < 3) return;
    response_.set_accepted(static_cast<uint32_t>(record.counts(0)));
    response_.set_done(static_cast<uint32_t>(record.counts(1)));
    response_.set_open_items(static_cast<uint32_t>(record.counts(2)));
    if (record.counts_size() > 3) response_.set_disputed(static_cast<uint32_t>(record.counts(3)));
    RecallRows(record, response_.mutable_row_errors());
  }

  Environment& environment_;
  const v1::SubmitLabelsRequest request_;
  const BatchRef ref_;
  const CallId id_;
  uint32_t queue_no_ = 0;
  bool needs_stored_ = false;
  std::optional<StoredBatch> stored_;
  std::vector<shard::CandidateNo> needs_labels_;  // whose earlier labels are to be read
  StoredLabels earlier_;
  v1::SubmitLabelsResponse response_;
};

}  // namespace

void Labeling::SubmitLabels(const Caller& caller, const v1::SubmitLabelsRequest& request,
                            Done<v1::SubmitLabelsResponse> done) {
  auto ref = ParseBatchName(request.batch(), "batch");
  if (!ref.ok()) return done(ref.status());
  auto id = IdentifyCall(caller, "SubmitLabels", request);
  if (!id.ok()) return done(id.status());
  auto shard = ShardOfQueue(environment_.shards, ref->queue);
  if (!shard.ok()) return done(shard.status());
  std::make_shared<SubmitCall>(environment_, request, *std::move(ref), *std::move(id))
      ->Run(**shard, std::move(done));
}

}  // namespace winnow::loop
