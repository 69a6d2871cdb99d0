// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/removal/retirement.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "server/loop/error.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/refused_rows.h"
#include "server/loop/reply.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"
#include "server/loop/review_row.h"
#include "server/loop/withdrawal.h"
#include "server/selection/stable_hash.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

using shard::CandidateNo;

// A row that changes while it is read is read again, so often at most.
constexpr int kMostReads = 16;

// One call. It runs twice: the first time it finds the candidates, whose rows are read once they
// are durable; the second time it stores them anew, unless one was replaced meanwhile.
class RetireCall : public std::enable_shared_from_this<RetireCall> {
 public:
  RetireCall(const v1::RetireCandidatesRequest& request, std::string queue_id, CallId id)
      : request_(request), queue_id_(std::move(queue_id)), id_(std::move(id)) {}

  void Run(shard::Shard& shard, Done<v1::RetireCandidatesResponse> done) {
    shard.Mutate(
        [this](shard::ShardState& state, shard::MutationLog& log) { return Decide(state, log); },
        [self = shared_from_this(), &shard,
         done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
          if (!position.ok()) return done(position.status());
          if (!self->missing_.empty()) return self->RunWithRows(shard, std::move(done));
          *self->response_.mutable_position() = ToProto(*position);
          done(std::move(self->response_));
        },
        shard::Priority::kEssential);
  }

 private:
  void RunWithRows(shard::Shard& shard, Done<v1::RetireCandidatesResponse> done) {
    if (++reads_ > kMostReads) {
      return done(VersionConflict(
          "The candidates are replaced again and again. Stop their writer, then call again."));
    }
    std::vector<std::string> keys;
    for (const CandidateNo no : missing_)
      keys.push_back(storage::CandidateTable::Key(shard.id(), {queue_no_, no}));
    const auto values = shard.engine().Get(shard.id(), keys);
    if (!values.ok()) return done(values.status());
    for (size_t i = 0; i < keys.size(); ++i) {
      if (!(*values)[i].has_value())
        return done(absl::DataLossError("the row of a candidate is missing; restore a backup"));
      auto record = storage::DecodeRecord<storage::v1::CandidateRecord>(keys[i], *(*values)[i]);
      if (!record.ok()) return done(record.status());
      rows_[missing_[i]] = *std::move(record);
    }
    Run(shard, std::move(done));
  }

  absl::Status Decide(shard::ShardState& state, shard::MutationLog& log) {
    missing_.clear();
    response_.Clear();
    const auto queue = FindQueue(state, queue_id_);
    if (!queue.ok()) return queue.status();
    queue_no_ = (*queue)->queue_no();
    const auto replay = FindReplay(state, id_);
    if (!replay.ok()) return replay.status();
    if (*replay != nullptr) {
      if ((*replay)->counts_size() == 1) response_.set_retired((*replay)->counts(0));
      RecallRows(**replay, response_.mutable_errors());
      return absl::OkStatus();
    }
    const std::vector<CandidateNo> candidates = Find(**queue);
    if (missing_.empty()) Store(state, **queue, candidates, log);
    return absl::OkStatus();
  }

  // Those that are not retired yet, each once; what is lacking to retire them is missing.
  std::vector<CandidateNo> Find(const shard::QueueState& queue) {
    absl::flat_hash_map<CandidateNo, bool> seen;
    std::vector<CandidateNo> found;
    for (int i = 0; i < request_.candidate_ids_size(); ++i) {
      const std::string& id = request_.candidate_ids(i);
      const auto no = queue.candidates.Find(id, selection::StaticIdHash(id));
      const auto refuse = [&](v1::ErrorReason reason) {
        RefuseRow(static_cast<uint32_t>(i), reason, "candidate_ids", response_.mutable_errors());
      };
      if (!no.has_value()) {
        refuse(v1::ERROR_REASON_CANDIDATE_UNKNOWN);
        continue;
      }
      const shard::CandidateRow& row = queue.candidates.row(*no);
      if (row.removing || row.removed) {
        refuse(v1::ERROR_REASON_CANDIDATE_REMOVED);
        continue;
      }
      if (!seen.emplace(*no, true).second) continue;
      response_.set_retired(response_.retired() + 1);
      if (row.retired) continue;
      found.push_back(*no);
      const auto stored = rows_.find(*no);
      if (stored == rows_.end() ||
          shard::Fingerprint(stored->second.candidate()) != row.fingerprint) {
        missing_.push_back(*no);
      }
    }
    return found;
  }

  void Store(shard::ShardState& state, shard::QueueState& queue,
             const std::vector<CandidateNo>& candidates, shard::MutationLog& log) {
    shard::Mutation mutation;
    Withdrawal withdrawal(state, queue);
    for (const CandidateNo no : candidates) {
      queue.candidates.row(no).retired = true;
      storage::v1::CandidateRecord& record = rows_.at(no);
      record.set_retired(true);
      // The newest signals are those in memory.
      record.mutable_candidate()->clear_signals();
      queue.signals.Write(no, record.mutable_candidate()->mutable_signals());
      storage::CandidateTable::Put(state.shard, {queue.queue_no(), no}, record, &mutation.writes);
      if (queue.folding) queue.rewritten.insert(no);
      if (!withdrawal.Withdraw(no)) queue.frame.Update(no, state.now.latest_us());
    }
    withdrawal.Save(mutation.writes);
    storage::v1::RequestRecord remembered;
    remembered.set_resource(request_.queue());
    remembered.add_counts(response_.retired());
    RememberRows(response_.errors(), &remembered);
    RememberCall(id_, std::move(remembered), state, mutation.writes);
    mutation.leaf = {.principal = id_.key.principal,
                     .method = id_.key.method,
                     .object = request_.queue(),
                     .decision = "RETIRED",
                     .policy = queue.policy_name(),
                     .payload = RequestPayload(id_)};
    withdrawal.Describe(mutation.leaf.payload);
    log.Add(std::move(mutation));
  }

  const v1::RetireCandidatesRequest request_;
  const std::string queue_id_;
  const CallId id_;
  uint32_t queue_no_ = 0;
  int reads_ = 0;
  std::vector<CandidateNo> missing_;  // whose rows have to be read
  absl::flat_hash_map<CandidateNo, storage::v1::CandidateRecord> rows_;
  v1::RetireCandidatesResponse response_;
};

}  // namespace

void Retirement::RetireCandidates(const Caller& caller, const v1::RetireCandidatesRequest& request,
                                  Done<v1::RetireCandidatesResponse> done) {
  auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  auto id = IdentifyCall(caller, "RetireCandidates", request);
  if (!id.ok()) return done(id.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  std::make_shared<RetireCall>(request, *std::move(queue_id), *std::move(id))
      ->Run(**shard, std::move(done));
}

}  // namespace winnow::loop
