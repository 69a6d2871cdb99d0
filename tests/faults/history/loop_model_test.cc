// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
//
// Random commands to the loop in one process, with a clock that the test moves and reopens in
// between, against the naive model (storage.md E6). WINNOW_LONG_FAULTS=1 in the environment asks
// for the long form.
#include <gtest/gtest.h>

#include <atomic>
#include <iostream>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "server/loop/request_replay.h"
#include "server/shard/clock_witness.h"
#include "tests/e2e/desk.h"
#include "tests/testing/figures.h"
#include "tests/faults/history/checker.h"
#include "tests/faults/history/messages.h"
#include "tests/faults/history/script.h"
#include "tests/server/loop/review_bed.h"
#include "tests/testing/long_form.h"
#include "tests/testing/seed.h"

namespace winnow::testing {
namespace {

using loop::Dispatch;
using loop::Ingest;
using loop::Labeling;
using loop::Loop;

constexpr int kClients = 4;
// The model looks at all candidates at every answer without items: many plays are quicker than one
// long one.
constexpr int kCommandsOfPlay = 1000;
int Plays() { return LongForm() ? 250 : 6; }

auto MethodOf(const v1::BatchUpsertCandidatesRequest&) {
  return std::pair(&Loop::ingest, &Ingest::BatchUpsertCandidates);
}
auto MethodOf(const v1::BatchPushSignalsRequest&) {
  return std::pair(&Loop::ingest, &Ingest::BatchPushSignals);
}
auto MethodOf(const v1::RequestBatchRequest&) {
  return std::pair(&Loop::dispatch, &Dispatch::RequestBatch);
}
auto MethodOf(const v1::RenewLeaseRequest&) {
  return std::pair(&Loop::dispatch, &Dispatch::RenewLease);
}
auto MethodOf(const v1::SubmitLabelsRequest&) {
  return std::pair(&Loop::labeling, &Labeling::SubmitLabels);
}
auto MethodOf(const v1::ReturnItemsRequest&) {
  return std::pair(&Loop::dispatch, &Dispatch::ReturnItems);
}
auto MethodOf(const v1::CompleteBatchRequest&) {
  return std::pair(&Loop::dispatch, &Dispatch::CompleteBatch);
}
auto MethodOf(const v1::CancelBatchRequest&) {
  return std::pair(&Loop::dispatch, &Dispatch::CancelBatch);
}
auto MethodOf(const v1::RequeueItemsRequest&) {
  return std::pair(&Loop::dispatch, &Dispatch::RequeueItems);
}

// A loop with a queue, and clients that take turns.
class LoopPlay {
 public:
  explicit LoopPlay(uint32_t seed) : random_(seed) {
    // Signals must not come from the future after a jump back.
    bed_.clock().Advance(absl::Hours(24 * 7));
    Tick();
    SetUpQueue();
    for (int client = 0; client < kClients; ++client)
      scripts_.emplace_back(client, static_cast<uint32_t>(random_()), candidates_);
    history_.lives = {{Now(), kForever}};
  }

  void Play(int commands) {
    while (history_.calls.size() < static_cast<size_t>(commands)) {
      if (Below(50) == 0) MoveClock();
      if (Below(200) == 0) Reopen();
      const size_t client = Below(kClients);
      scripts_[client].Remember(Send(client, scripts_[client].Next()));
      if (const auto again = scripts_[client].Again(); again.has_value()) Send(client, *again);
    }
    while (!Send(0, scripts_[0].NextOfAll()).answer.items.empty()) {
    }
  }
  const History& history() const { return history_; }

 private:
  static constexpr double kForever = 1e18;

  size_t Below(size_t bound) { return random_() % bound; }
  double Now() { return absl::ToDoubleSeconds(bed_.clock().SteadyNow()); }

  template <typename Verb, typename Method, typename Request>
  void Must(Verb verb, Method method, const Request& request) {
    const auto response = bed_.Call(verb, method, request);
    ASSERT_TRUE(response.ok()) << response.status();
  }

  // As Desk::SetUpQueue does over the wire.
  void SetUpQueue() {
    using loop::testing::Text;
    Must(&Loop::registries, &loop::Registries::RegisterSource,
         Text<v1::RegisterSourceRequest>("source { name: 'sources/calls' }"));
    Must(&Loop::registries, &loop::Registries::RegisterConsentScope,
         Text<v1::RegisterConsentScopeRequest>("consent_scope { name: 'consentScopes/research' "
                                               "purposes: PURPOSE_TRAINING }"));
    auto policy = Text<v1::CreatePolicyRevisionRequest>("policy_id: 'open'");
    *policy.mutable_policy() = OpenPolicy();
    Must(&Loop::policies, &loop::Policies::CreatePolicyRevision, policy);
    Approve(bed_, "policies/open@1");
    auto queue = Text<v1::CreateQueueRequest>("policy: 'policies/open@1'");
    queue.mutable_queue()->set_name(Desk::kQueue);
    Must(&Loop::queues, &loop::Queues::CreateQueue, queue);
  }

  // Each call begins and ends at a moment of its own, so that the checker knows their order.
  double NextMoment() {
    bed_.clock().Advance(absl::Milliseconds(1));
    return Now();
  }

  Call Send(size_t client, const Asked& asked) {
    Call call;
    call.client = static_cast<int>(client);
    call.asked = asked;
    const auto carry = [&](const auto& request, auto* response) {
      const auto [verb, method] = MethodOf(request);
      auto answered = bed_.Call(verb, method, request);
      if (answered.ok()) {
        *response = *std::move(answered);
      } else {
        call.reason = NameOf(loop::testing::ReasonOf(answered.status()));
      }
      return answered.ok();
    };
    call.start = NextMoment();
    call.outcome = Exchange(asked, call.answer, carry) ? Outcome::kAnswered : Outcome::kRefused;
    call.end = NextMoment();
    history_.calls.push_back(call);
    return call;
  }

  // Time passes, or the wall clock jumps.
  void MoveClock() {
    constexpr absl::Duration kPast[] = {absl::Seconds(1), absl::Minutes(10), absl::Minutes(61)};
    constexpr absl::Duration kJumps[] = {-absl::Hours(24), absl::Hours(24), absl::Hours(24 * 3650)};
    ops::FakeClock& clock = bed_.clock();
    if (Below(3) > 0) {
      clock.Advance(kPast[Below(std::size(kPast))]);
    } else if (jump_ == absl::ZeroDuration()) {
      jump_ = kJumps[Below(std::size(kJumps))];
      clock.SetWall(clock.WallNow() + jump_);
    } else {
      clock.SetWall(clock.WallNow() - std::exchange(jump_, absl::ZeroDuration()));
    }
    Tick();
  }

  // What the server does every second.
  void Tick() {
    bed_.loop().dispatch.ExpireLeases(0);
    loop::SweepRequests(bed_.shards().control());
    shard::WitnessClock(bed_.shards().control());
  }

  void Reopen() {
    history_.lives.back().end = NextMoment();
    history_.lives.push_back({NextMoment(), kForever});
    bed_.Restart();
  }

  loop::testing::LoopBed bed_;
  std::mt19937 random_;
  std::atomic<uint64_t> candidates_ = 0;
  std::vector<Script> scripts_;
  History history_;
  absl::Duration jump_;  // by which the wall clock is wrong now
};

TEST(LoopModel, RandomCommandsGiveWhatTheNaiveModelGives) {
  const uint32_t seed = Seed();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  testing::Figures figures;
  for (int play = 0; play < Plays() && !HasFailure(); ++play) {
    LoopPlay loop(static_cast<uint32_t>(random()));
    loop.Play(kCommandsOfPlay);
    const Verdict verdict = CheckHistory(loop.history());
    figures["model_commands"] += static_cast<int64_t>(loop.history().calls.size());
    figures["model_differences"] += static_cast<int64_t>(verdict.findings.size());
    figures["retries_checked"] += static_cast<int64_t>(verdict.repeated);
    figures["double_leases"] += static_cast<int64_t>(verdict.double_leases);
    for (size_t i = 0; i < verdict.findings.size() && i < 20; ++i)
      ADD_FAILURE() << "play " << play << ": " << verdict.findings[i];
    EXPECT_GT(verdict.labeled.size(), 0u);
  }
  std::cout << "seed " << seed << std::endl;
  testing::Publish("loop_model", figures);
}

}  // namespace
}  // namespace winnow::testing
