// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/candidates.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/loop/candidate_status.h"
#include "server/loop/error.h"
#include "server/loop/explanation.h"
#include "server/loop/paging.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/reply.h"
#include "server/loop/resource_name.h"
#include "server/selection/stable_hash.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

// Rows that one call looks at; a page ends there even when a filter left it short, so that no call
// holds the shard for long.
constexpr uint64_t kMaxVisited = 50'000;

absl::Status CandidateUnknown() {
  return Unknown(v1::ERROR_REASON_CANDIDATE_UNKNOWN,
                 "No such candidate in the queue. Correct its id, or push it first.");
}

absl::StatusOr<selection::CandidateNo> FindCandidate(const shard::QueueState& queue,
                                                     const std::string& id) {
  const auto no = queue.candidates.Find(id, selection::StaticIdHash(id));
  if (!no.has_value()) return CandidateUnknown();
  return *no;
}

// Candidates that were seen in memory and lack the metadata of their stored rows.
class Lookup {
 public:
  explicit Lookup(shard::Shard& shard) : shard_(shard) {}

  // Under the shard's mutex.
  void Add(const shard::QueueState& queue, selection::CandidateNo no) {
    queue_no_ = queue.queue_no();
    missing_.push_back({no, statuses_.size(), queue.candidates.row(no).removed});
    statuses_.push_back(StatusOf(queue, no));
  }

  // Reads the rows that are still missing; those that are not durable yet stay missing.
  absl::Status ReadRows() {
    if (missing_.empty()) return absl::OkStatus();
    std::vector<std::string> keys;
    for (const Missing& missing : missing_) {
      keys.push_back(storage::CandidateTable::Key(shard_.id(), {queue_no_, missing.no}));
    }
    const auto values = shard_.engine().Get(shard_.id(), keys);
    if (!values.ok()) return values.status();
    std::vector<Missing> still_missing;
    for (size_t i = 0; i < keys.size(); ++i) {
      const std::optional<std::string>& value = (*values)[i];
      if (!value.has_value()) {
        still_missing.push_back(missing_[i]);
        continue;
      }
      auto record = storage::DecodeRecord<storage::v1::CandidateRecord>(keys[i], *value);
      if (!record.ok()) return record.status();
      v1::CandidateStatus& status = statuses_[missing_[i].place];
      if (record->has_tombstone()) {
        status.Clear();
        status.mutable_candidate()->set_candidate_id(record->candidate().candidate_id());
        status.mutable_tombstone()->Swap(record->mutable_tombstone());
        continue;
      }
      if (missing_[i].removed) {  // its tombstone is on its way to the disk
        still_missing.push_back(missing_[i]);
        continue;
      }
      v1::Candidate& candidate = *status.mutable_candidate();
      candidate.Swap(record->mutable_candidate());
      // The newest signals are those that were seen in memory.
      candidate.mutable_signals()->Swap(record->mutable_candidate()->mutable_signals());
    }
    missing_ = std::move(still_missing);
    return absl::OkStatus();
  }

  bool complete() const { return missing_.empty(); }
  std::vector<v1::CandidateStatus>& statuses() { return statuses_; }

 private:
  struct Missing {
    selection::CandidateNo no = 0;
    size_t place = 0;
    bool removed = false;
  };

  shard::Shard& shard_;
  uint32_t queue_no_ = 0;
  std::vector<v1::CandidateStatus> statuses_;
  std::vector<Missing> missing_;
};

// Completes what was looked up and hands it to `fill` once all of it is durable. Rows are read on
// this thread; only those that were still on their way to the disk are read by the answer.
template <typename Response, typename Fill>
void AnswerWithRows(shard::Shard& shard, std::shared_ptr<Lookup> lookup, Fill fill,
                    Done<Response> done) {
  if (absl::Status status = lookup->ReadRows(); !status.ok()) return done(std::move(status));
  shard.Read([](const shard::ShardState&) { return absl::OkStatus(); },
             [lookup = std::move(lookup), fill = std::move(fill),
              done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
               if (!position.ok()) return done(position.status());
               if (!lookup->complete()) {
                 absl::Status status = lookup->ReadRows();
                 if (status.ok() && !lookup->complete()) {
                   status =
                       absl::DataLossError("the row of a candidate is missing; restore a backup");
                 }
                 if (!status.ok()) return done(std::move(status));
               }
               Response response;
               fill(lookup->statuses(), &response);
               *response.mutable_position() = ToProto(*position);
               done(std::move(response));
             });
}

// One page of a list.
struct PageQuery {
  uint64_t from = 0;
  size_t rows = 0;
  v1::ExclusionReason exclusion = v1::EXCLUSION_REASON_UNSPECIFIED;
  std::string slice;
};

// Looks the page up; returns the number that the next one begins with, 0 at the end.
absl::StatusOr<uint64_t> LookUpPage(const shard::QueueState& queue, const PageQuery& query,
                                    Lookup* lookup) {
  const auto slice = queue.candidates.dictionaries().slices.Find(query.slice);
  if (!query.slice.empty() && !slice.has_value()) {
    return Unknown(v1::ERROR_REASON_SLICE_UNKNOWN,
                   "No such slice in the queue. ListSlices names those that there are.");
  }
  const uint64_t size = queue.candidates.size();
  const uint64_t end =
      query.from >= size ? size : query.from + std::min(kMaxVisited, size - query.from);
  size_t rows = 0;
  for (uint64_t number = query.from; number < end; ++number) {
    if (rows == query.rows) return number;
    const auto no = static_cast<selection::CandidateNo>(number);
    const bool filtered =
        !query.slice.empty() || query.exclusion != v1::EXCLUSION_REASON_UNSPECIFIED;
    if (filtered && shard::IsGone(queue.candidates.row(no))) continue;
    if (!query.slice.empty() && queue.candidates.row(no).slice != *slice) continue;
    if (query.exclusion != v1::EXCLUSION_REASON_UNSPECIFIED &&
        query.exclusion != ExclusionOf(queue, no)) {
      continue;
    }
    lookup->Add(queue, no);
    ++rows;
  }
  return end < size ? end : 0;
}

}  // namespace

void Candidates::GetCandidate(const Caller&, const v1::GetCandidateRequest& request,
                              Done<v1::GetCandidateResponse> done) {
  const auto name = ParseCandidateName(request.name(), "name");
  if (!name.ok()) return done(name.status());
  const auto shard = ShardOfQueue(environment_.shards, name->queue);
  if (!shard.ok()) return done(shard.status());
  auto lookup = std::make_shared<Lookup>(**shard);
  absl::Status seen = Peek(**shard, [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, name->queue);
    if (!queue.ok()) return queue.status();
    const auto no = FindCandidate(**queue, name->id);
    if (!no.ok()) return no.status();
    lookup->Add(**queue, *no);
    return absl::OkStatus();
  });
  if (!seen.ok()) return done(std::move(seen));
  AnswerWithRows<v1::GetCandidateResponse>(
      **shard, lookup,
      [](std::vector<v1::CandidateStatus>& statuses, v1::GetCandidateResponse* response) {
        *response->mutable_candidate() = std::move(statuses.front());
      },
      std::move(done));
}

void Candidates::ListCandidates(const Caller&, const v1::ListCandidatesRequest& request,
                                Done<v1::ListCandidatesResponse> done) {
  const auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto from = PageFrom(request.page_token());
  if (!from.ok()) return done(from.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  const PageQuery query{*from, PageRows(request.page_size()), request.exclusion(), request.slice()};
  auto lookup = std::make_shared<Lookup>(**shard);
  uint64_t next = 0;
  absl::Status seen = Peek(**shard, [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, *queue_id);
    if (!queue.ok()) return queue.status();
    const auto end = LookUpPage(**queue, query, lookup.get());
    if (!end.ok()) return end.status();
    next = *end;
    return absl::OkStatus();
  });
  if (!seen.ok()) return done(std::move(seen));
  AnswerWithRows<v1::ListCandidatesResponse>(
      **shard, lookup,
      [next](std::vector<v1::CandidateStatus>& statuses, v1::ListCandidatesResponse* response) {
        for (v1::CandidateStatus& status : statuses) {
          *response->add_candidates() = std::move(status);
        }
        if (next > 0) response->set_next_page_token(TokenFrom(next));
      },
      std::move(done));
}

void Candidates::ExplainCandidate(const Caller&, const v1::ExplainCandidateRequest& request,
                                  Done<v1::ExplainCandidateResponse> done) {
  const auto name = ParseCandidateName(request.name(), "name");
  if (!name.ok()) return done(name.status());
  const auto shard = ShardOfQueue(environment_.shards, name->queue);
  if (!shard.ok()) return done(shard.status());
  auto response = std::make_shared<v1::ExplainCandidateResponse>();
  const auto inspect = [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, name->queue);
    if (!queue.ok()) return queue.status();
    const auto no = FindCandidate(**queue, name->id);
    if (!no.ok()) return no.status();
    if (shard::IsGone((*queue)->candidates.row(*no))) {
      return NotAllowed(v1::ERROR_REASON_CANDIDATE_REMOVED,
                        "The candidate was removed: its retention ended or its subject was erased. "
                        "GetCandidate shows what stays of it.");
    }
    *response = Explain(**queue, *no, state.now.latest_us());
    return absl::OkStatus();
  };
  (*shard)->Read(inspect, Reply(response, std::move(done)));
}

}  // namespace winnow::loop
