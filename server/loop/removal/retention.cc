// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/removal/retention.h"

#include <future>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "server/loop/error.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/removal/removal.h"
#include "server/loop/reply.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {
namespace {

constexpr absl::Duration kBusy = absl::Seconds(5);

// Whether the retention of a candidate has ended by `time`. One without retention is quarantined
// and waits for its owner.
bool EndedBefore(const shard::CandidateRow& row, absl::Time time) {
  constexpr int kMissing = v1::QUARANTINE_REASON_RETENTION_MISSING - 1;
  return (row.quarantine >> kMissing & 1) == 0 && row.retain_until_us <= absl::ToUnixMicros(time);
}

bool IsDue(const shard::CandidateRow& row, const shard::Moment& now) {
  return EndedBefore(row, now.MayDestroyBefore());
}

// Also while the clock is in doubt.
bool IsOverdue(const shard::CandidateRow& row, const shard::Moment& now) {
  return EndedBefore(row, now.latest());
}

// In whose name a sweep is, and what it sweeps.
struct Sweeper {
  Environment& environment;
  const std::atomic<bool>& stopping;
  std::string principal = "";
  std::string method = "SweepRetention";
  std::string queue = "";  // id; empty: all

  // An order for each queue.
  absl::StatusOr<std::vector<RemovalOrder>> Orders() const {
    std::vector<RemovalOrder> orders;
    for (size_t i = 0; i < environment.shards.size(); ++i) {
      shard::Shard& shard = environment.shards.at(i);
      const auto queues = QueuesOf(shard);
      if (!queues.ok()) return queues.status();
      for (const std::string& id : *queues) {
        if (!queue.empty() && id != queue) continue;
        orders.push_back({shard, id, IsDue, v1::REMOVAL_REASON_RETENTION, principal, method, "",
                          environment.limits.removal_portion, stopping});
      }
    }
    return orders;
  }

  absl::StatusOr<uint64_t> Count(
      const std::function<bool(const shard::CandidateRow&, const shard::Moment&)>& wanted) const {
    auto orders = Orders();
    if (!orders.ok()) return orders.status();
    uint64_t count = 0;
    for (RemovalOrder& order : *orders) {
      order.wanted = wanted;
      const auto found = FindWanted(order, std::numeric_limits<size_t>::max());
      if (!found.ok()) return found.status();
      count += found->size();
    }
    return count;
  }

  absl::StatusOr<RemovalCounts> Remove() const {
    const auto orders = Orders();
    if (!orders.ok()) return orders.status();
    RemovalCounts counts;
    for (const RemovalOrder& order : *orders) {
      RemovalCounts of_queue;
      absl::Status status = RemoveAll(order, &of_queue);
      environment.metrics.removal().CountRemoved("RETENTION", of_queue.candidates);
      if (!status.ok()) return status;
      counts.Add(of_queue);
    }
    return counts;
  }
};

absl::Status ClockInDoubt() {
  return NotAllowed(v1::ERROR_REASON_CLOCK_IN_DOUBT,
                    "The server's clock is in doubt, and nothing is destroyed by it. Correct the "
                    "clock, or wait until it is trusted again; winnow_clock_frozen tells.");
}

// One call of RunRetention, on the thread of removals.
class RetentionCall {
 public:
  RetentionCall(Environment& environment, CallId id, const v1::RunRetentionRequest& request,
                std::string queue)
      : environment_(environment),
        id_(std::move(id)),
        request_(request),
        queue_(std::move(queue)) {}

  void Run(const std::atomic<bool>& stopping, Done<v1::RunRetentionResponse> done) {
    absl::Status status = CarryOut(stopping);
    if (!status.ok()) return done(std::move(status));
    auto response = std::make_shared<v1::RunRetentionResponse>(std::move(response_));
    if (request_.validate_only() || replayed_) {
      return Home().Read([](const shard::ShardState&) { return absl::OkStatus(); },
                         Reply(std::move(response), std::move(done)));
    }
    const auto remember = [&](shard::ShardState& state, shard::MutationLog& log) {
      shard::Mutation mutation;
      storage::v1::RequestRecord record;
      record.set_resource(request_.queue());
      record.add_counts(response->due());
      record.add_counts(response->removed());
      RememberCall(id_, std::move(record), state, mutation.writes);
      mutation.leaf = {.principal = id_.key.principal,
                       .method = id_.key.method,
                       .object = queue_.empty() ? "queues" : request_.queue(),
                       .decision = "SWEPT",
                       .policy = "",
                       .payload = RequestPayload(id_)};
      log.Add(std::move(mutation));
      return absl::OkStatus();
    };
    Home().Mutate(remember, Reply(response, std::move(done)), shard::Priority::kEssential);
  }

 private:
  // The shard that remembers the call.
  shard::Shard& Home() {
    shard::Shard* const shard = environment_.shards.OfQueue(queue_);
    return shard == nullptr ? environment_.shards.control() : *shard;
  }

  absl::Status CarryOut(const std::atomic<bool>& stopping) {
    absl::Status seen = Peek(Home(), [&](const shard::ShardState& state) -> absl::Status {
      const auto replay = FindReplay(state, id_);
      if (!replay.ok()) return replay.status();
      replayed_ = *replay != nullptr && (*replay)->counts_size() == 2;
      if (!replayed_) return absl::OkStatus();
      response_.set_due((*replay)->counts(0));
      response_.set_removed((*replay)->counts(1));
      return absl::OkStatus();
    });
    if (!seen.ok() || replayed_) return seen;
    const Sweeper sweeper{environment_, stopping, id_.key.principal, id_.key.method, queue_};
    const bool preview = request_.validate_only();
    if (!preview && environment_.shards.clock_guard().Now().in_doubt()) return ClockInDoubt();
    const auto due = sweeper.Count(preview ? IsOverdue : IsDue);
    if (!due.ok()) return due.status();
    response_.set_due(*due);
    if (preview) return absl::OkStatus();
    const auto removed = sweeper.Remove();
    if (!removed.ok()) return removed.status();
    response_.set_removed(removed->candidates);
    return absl::OkStatus();
  }

  Environment& environment_;
  const CallId id_;
  const v1::RunRetentionRequest request_;
  const std::string queue_;
  bool replayed_ = false;
  v1::RunRetentionResponse response_;
};

}  // namespace

void Retention::RunRetention(const Caller& caller, const v1::RunRetentionRequest& request,
                             Done<v1::RunRetentionResponse> done) {
  std::string queue;
  if (!request.queue().empty()) {
    auto id = ParseQueueName(request.queue(), "queue");
    if (!id.ok()) return done(id.status());
    const auto shard = ShardOfQueue(environment_.shards, *id);
    if (!shard.ok()) return done(shard.status());
    queue = *std::move(id);
  }
  auto id = IdentifyCall(caller, "RunRetention", request);
  if (!id.ok()) return done(id.status());
  auto call =
      std::make_shared<RetentionCall>(environment_, *std::move(id), request, std::move(queue));
  auto shared = std::make_shared<Done<v1::RunRetentionResponse>>(std::move(done));
  const bool started = thread_.Start(
      [call, shared, &thread = thread_] { call->Run(thread.stopping(), std::move(*shared)); });
  if (!started) (*shared)(Overloaded(kBusy, "Too many removals wait. Wait and call again."));
}

absl::Status Retention::Sweep() {
  std::promise<absl::Status> ended;
  const bool started = thread_.Start([&] {
    const Sweeper sweeper{environment_, thread_.stopping()};
    const bool in_doubt = environment_.shards.clock_guard().Now().in_doubt();
    absl::Status status = sweeper.Remove().status();
    const auto overdue = sweeper.Count(IsOverdue);
    if (overdue.ok()) environment_.metrics.removal().SetOverdue(*overdue);
    if (status.ok() && !in_doubt)
      environment_.metrics.removal().SetSwept(environment_.clock.WallNow());
    ended.set_value(std::move(status));
  });
  return started ? ended.get_future().get() : Draining();
}

}  // namespace winnow::loop
