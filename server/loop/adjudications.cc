// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/adjudications.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/loop/adjudication_rules.h"
#include "server/loop/error.h"
#include "server/loop/label_page.h"
#include "server/loop/paging.h"
#include "server/loop/proto_time.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/reply.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"
#include "server/loop/stored_labels.h"
#include "server/loop/usage.h"
#include "server/selection/stable_hash.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

using shard::CandidateNo;
using storage::v1::AdjudicationRecord;

constexpr absl::string_view kAdjudicate = "Adjudicate";
// Decided ones that a page looks at.
constexpr size_t kRowsPerPage = 10'000;

absl::Status NothingToDecide() {
  return Unknown(v1::ERROR_REASON_ADJUDICATION_UNKNOWN,
                 "No labels of the candidate wait for a decision. ListAdjudications names those "
                 "that do.");
}

// The queue of a request, and where its rows are.
struct QueuePlace {
  shard::Shard* shard = nullptr;
  std::string queue_id;
  uint32_t queue_no = 0;
};

absl::StatusOr<QueuePlace> FindPlace(shard::Shards& shards, absl::string_view name) {
  auto queue_id = ParseQueueName(name, "queue");
  if (!queue_id.ok()) return queue_id.status();
  const auto shard = ShardOfQueue(shards, *queue_id);
  if (!shard.ok()) return shard.status();
  QueuePlace place{*shard, *std::move(queue_id), 0};
  absl::Status status = Peek(**shard, [&](const shard::ShardState& state) {
    const auto queue = FindQueue(state, place.queue_id);
    if (queue.ok()) place.queue_no = (*queue)->queue_no();
    return queue.status();
  });
  if (!status.ok()) return status;
  return place;
}

bool IsUsable(const shard::ShardState& state, shard::QueueState& queue, CandidateNo no) {
  return no < queue.candidates.size() &&
         MayBeUsed(queue, no, state.now.latest_us()) == v1::ERROR_REASON_UNSPECIFIED;
}

v1::Adjudication ToMessage(absl::string_view candidate_id, const AdjudicationRecord& record,
                           const std::vector<v1::Label>& labels) {
  v1::Adjudication message;
  message.set_candidate_id(std::string(candidate_id));
  message.set_rubric(record.rubric());
  *message.mutable_criteria() = record.criteria();
  for (const v1::Label& label : labels) *message.add_labels() = label;
  *message.mutable_create_time() = record.create_time();
  if (record.has_decision()) *message.mutable_decision() = record.decision();
  return message;
}

// Rows of adjudications, by candidate.
struct AdjudicationPage {
  std::vector<std::pair<CandidateNo, AdjudicationRecord>> rows;
  uint64_t next = 0;  // candidate that the next page begins with; 0 at the end
};

absl::StatusOr<AdjudicationPage> ReadPage(const QueuePlace& place, uint64_t from,
                                          const v1::ListAdjudicationsRequest& request) {
  AdjudicationPage page;
  const size_t most = PageRows(request.page_size());
  size_t passed = 0;
  const absl::Status full = absl::CancelledError("the page is full");
  const storage::ShardId shard = place.shard->id();
  const storage::KeyRange range{storage::AdjudicationTable::Key(shard, {place.queue_no, from}),
                                storage::AdjudicationTable::Key(shard, {place.queue_no + 1, 0})};
  const absl::Status status = storage::AdjudicationTable::ScanRange(
      place.shard->engine(), shard, range, [&](const auto& id, AdjudicationRecord& record) {
        if (page.rows.size() == most || passed++ == kRowsPerPage) {
          page.next = id.number;
          return full;
        }
        if (request.include_decided() || !record.has_decision())
          page.rows.emplace_back(static_cast<CandidateNo>(id.number), std::move(record));
        return absl::OkStatus();
      });
  if (!status.ok() && status != full) return status;
  return page;
}

// One call of Adjudicate: finds the candidate, reads what is stored about it once that is durable,
// and stores the decision. A call that is repeated stores nothing.
class AdjudicateCall : public std::enable_shared_from_this<AdjudicateCall> {
 public:
  AdjudicateCall(Environment& environment, const v1::AdjudicateRequest& request, QueuePlace place,
                 CallId call)
      : environment_(environment),
        request_(request),
        place_(std::move(place)),
        call_(std::move(call)) {}

  void Run(Done<v1::AdjudicateResponse> done) {
    const auto find = [this](const shard::ShardState& state) -> absl::Status {
      const auto queue = FindQueue(state, place_.queue_id);
      if (!queue.ok()) return queue.status();
      const auto no = (*queue)->candidates.Find(request_.candidate_id(),
                                                selection::StaticIdHash(request_.candidate_id()));
      if (!no.has_value() || !IsUsable(state, **queue, *no)) return NothingToDecide();
      no_ = *no;
      registry_ = state.registry;
      dispute_ = (*queue)->disputed.NumberOf(*no);
      const auto replay = FindReplay(state, call_);
      if (!replay.ok()) return replay.status();
      if (*replay != nullptr) replay_ = **replay;
      return absl::OkStatus();
    };
    place_.shard->Read(find, [self = shared_from_this(), done = std::move(done)](
                                 absl::StatusOr<shard::Position> position) mutable {
      absl::Status status = position.status();
      if (status.ok()) status = self->Check();
      if (!status.ok()) return done(std::move(status));
      if (self->IsMade()) return self->Answer(*position, done);
      self->Decide(std::move(done));
    });
  }

 private:
  // What is stored about it, and whether the decision may be made.
  absl::Status Check() {
    auto record = storage::AdjudicationTable::Get(place_.shard->engine(), place_.shard->id(),
                                                  {place_.queue_no, no_});
    if (!record.ok()) return record.status();
    if (replay_.has_value() && !(record->has_value() && IsDecidedByReplay(**record))) {
      Recall();
      return absl::OkStatus();
    }
    if (!record->has_value()) return NothingToDecide();
    record_ = **std::move(record);
    auto labels = ReadLabels(*place_.shard, place_.queue_no, {no_});
    if (!labels.ok()) return labels.status();
    labels_ = std::move((*labels)[no_]);
    if (record_.has_decision()) {
      if (IsSameDecision(record_.decision(), request_.decision())) return absl::OkStatus();
      return NotAllowed(v1::ERROR_REASON_ADJUDICATION_DECIDED,
                        "It was decided otherwise before, and a decision is final. Label the "
                        "example again to correct it.");
    }
    return CheckDecision(request_.decision(), record_, labels_, *registry_);
  }

  bool IsMade() const { return record_.has_decision(); }

  // When the earlier call decided; one of an older program remembered no more than its own time.
  absl::Time ReplayTime() const {
    return replay_->counts().empty()
               ? FromTimestamp(replay_->time())
               : absl::FromUnixNanos(static_cast<int64_t>(replay_->counts(0)));
  }

  // Whether the decision of a row is the one that the earlier call made. The same decision about
  // labels that came later was made at another time.
  bool IsDecidedByReplay(const AdjudicationRecord& record) const {
    return IsSameDecision(record.decision(), request_.decision()) &&
           FromTimestamp(record.decision().decide_time()) == ReplayTime();
  }

  // The labels that the earlier call decided about were given up: what it decided is left.
  void Recall() {
    *record_.mutable_decision() = request_.decision();
    *record_.mutable_decision()->mutable_decide_time() = ToTimestamp(ReplayTime());
  }

  void Decide(Done<v1::AdjudicateResponse> done) {
    const auto decide = [&](shard::ShardState& state, shard::MutationLog& log) -> absl::Status {
      const auto queue = FindQueue(state, place_.queue_id);
      if (!queue.ok()) return queue.status();
      const auto replay = FindReplay(state, call_);
      if (!replay.ok()) return replay.status();
      if (*replay != nullptr) return absl::OkStatus();
      return Store(state, **queue, log);
    };
    auto answer = [self = shared_from_this(),
                   done = std::move(done)](absl::StatusOr<shard::Position> position) mutable {
      if (!position.ok()) return done(position.status());
      // The same call was carried out since it was looked up.
      if (!self->IsMade()) return self->Run(std::move(done));
      self->Answer(*position, done);
    };
    place_.shard->Mutate(decide, std::move(answer), shard::Priority::kEssential);
  }

  void Answer(const shard::Position& position, Done<v1::AdjudicateResponse>& done) const {
    v1::AdjudicateResponse response;
    *response.mutable_adjudication() = ToMessage(request_.candidate_id(), record_, labels_);
    *response.mutable_position() = ToProto(position);
    done(std::move(response));
  }

  absl::Status Store(shard::ShardState& state, shard::QueueState& queue, shard::MutationLog& log) {
    // Since it was looked up somebody else may have decided, other labels have come, or the
    // candidate be gone.
    const bool is_open = dispute_ != 0 && queue.disputed.NumberOf(no_) == dispute_;
    if (!is_open || !IsUsable(state, queue, no_)) return NothingToDecide();
    *record_.mutable_decision() = request_.decision();
    *record_.mutable_decision()->mutable_decide_time() = ToTimestamp(state.now.wall);
    shard::Mutation mutation;
    storage::AdjudicationTable::Put(state.shard, {place_.queue_no, no_}, record_, &mutation.writes);
    storage::v1::RequestRecord remembered;
    remembered.set_resource(request_.queue());
    remembered.add_counts(static_cast<uint64_t>(absl::ToUnixNanos(state.now.wall)));
    RememberCall(call_, std::move(remembered), state, mutation.writes);
    mutation.leaf = {.principal = call_.key.principal,
                     .method = call_.key.method,
                     .object = request_.queue(),
                     .decision = "ADJUDICATED",
                     .policy = queue.policy_name()};
    v1::LabelsAdjudicated& adjudicated = *mutation.leaf.payload.mutable_adjudicated();
    adjudicated.set_queue(place_.queue_id);
    adjudicated.set_candidate_id(request_.candidate_id());
    adjudicated.set_cause(request_.decision().cause());
    log.Add(std::move(mutation));
    queue.disputed.erase(no_);
    queue.labels.Decide(no_);
    queue.frame.Update(no_, state.now.latest_us());
    environment_.metrics.lease().CountEvents("item_adjudicated", 1);
    return absl::OkStatus();
  }

  Environment& environment_;
  const v1::AdjudicateRequest request_;
  const QueuePlace place_;
  const CallId call_;
  CandidateNo no_ = 0;
  std::shared_ptr<const shard::RegistrySnapshot> registry_;
  shard::DisputeBook::Number dispute_ = 0;  // that is checked
  std::optional<storage::v1::RequestRecord>
      replay_;  // of the same call that was carried out before
  AdjudicationRecord record_;
  std::vector<v1::Label> labels_;
};

}  // namespace

void Adjudications::ListLabels(const Caller&, const v1::ListLabelsRequest& request,
                               Done<v1::ListLabelsResponse> done) {
  const auto place = FindPlace(environment_.shards, request.queue());
  if (!place.ok()) return done(place.status());
  auto page = ReadLabelPage(*place->shard, {.queue_no = place->queue_no,
                                            .rubric = request.rubric(),
                                            .token = request.page_token(),
                                            .rows = PageRows(request.page_size())});
  if (!page.ok()) return done(page.status());
  auto response = std::make_shared<v1::ListLabelsResponse>();
  const auto inspect = [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, place->queue_id);
    if (!queue.ok()) return queue.status();
    for (auto& [no, label] : page->labels) {
      if (IsUsable(state, **queue, no)) *response->add_labels() = std::move(label);
    }
    response->set_next_page_token(page->next_token);
    return absl::OkStatus();
  };
  place->shard->Read(inspect, Reply(response, std::move(done)));
}

void Adjudications::ListAdjudications(const Caller&, const v1::ListAdjudicationsRequest& request,
                                      Done<v1::ListAdjudicationsResponse> done) {
  const auto place = FindPlace(environment_.shards, request.queue());
  if (!place.ok()) return done(place.status());
  const auto from = PageFrom(request.page_token());
  if (!from.ok()) return done(from.status());
  const auto page = ReadPage(*place, *from, request);
  if (!page.ok()) return done(page.status());
  std::vector<CandidateNo> candidates;
  for (const auto& [no, record] : page->rows) candidates.push_back(no);
  const auto labels = ReadLabels(*place->shard, place->queue_no, candidates);
  if (!labels.ok()) return done(labels.status());
  auto response = std::make_shared<v1::ListAdjudicationsResponse>();
  const auto inspect = [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, place->queue_id);
    if (!queue.ok()) return queue.status();
    for (const auto& [no, record] : page->rows) {
      if (!IsUsable(state, **queue, no)) continue;
      *response->add_adjudications() =
          ToMessage((*queue)->candidates.id(no), record, labels->at(no));
    }
    if (page->next > 0) response->set_next_page_token(TokenFrom(page->next));
    return absl::OkStatus();
  };
  place->shard->Read(inspect, Reply(response, std::move(done)));
}

void Adjudications::Adjudicate(const Caller& caller, const v1::AdjudicateRequest& request,
                               Done<v1::AdjudicateResponse> done) {
  auto place = FindPlace(environment_.shards, request.queue());
  if (!place.ok()) return done(place.status());
  auto call = IdentifyCall(caller, kAdjudicate, request);
  if (!call.ok()) return done(call.status());
  std::make_shared<AdjudicateCall>(environment_, request, *std::move(place), *std::move(call))
      ->Run(std::move(done));
}

}  // namespace winnow::loop
