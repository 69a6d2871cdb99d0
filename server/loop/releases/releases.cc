// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/releases.h"

#include <memory>
#include <string>
#include <utility>

#include "server/access/methods.h"
#include "server/loop/paging.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/releases/gate_evaluation.h"
#include "server/loop/releases/release_change.h"
#include "server/loop/releases/release_creation.h"
#include "server/loop/releases/release_export.h"
#include "server/loop/releases/rollouts.h"
#include "server/loop/releases/verdict_view.h"
#include "server/loop/releases/waivers.h"
#include "server/loop/reply.h"
#include "server/loop/resource_name.h"

namespace winnow::loop {
namespace {

constexpr absl::string_view kPrefix = "releases/";
// Of what is read for a page.
constexpr size_t kMostListBytes = size_t{2} << 20;

// Runs `work` for a call that may be sent again, on the thread of releases. `work` is given copies
// of caller and request that live until the answer.
template <typename Request>
struct ReleaseCall {
  const Caller& caller;
  absl::string_view method;
  const Request& request;
};
template <typename Request, typename Response, typename Work>
void ChangeRelease(SerialThread& thread, const ReleaseCall<Request>& change, Done<Response> done,
                   Work work) {
  auto call = IdentifyCall(change.caller, change.method, change.request);
  if (!call.ok()) return done(call.status());
  RunSerially(thread, std::move(done),
              [caller = change.caller, request = change.request, call = *std::move(call),
               work = std::move(work)]() mutable -> absl::StatusOr<Response> {
                return work(caller, request, call);
              });
}

absl::StatusOr<v1::EvaluateGatesResponse> Evaluate(Environment& environment, const Caller& caller,
                                                   const v1::EvaluateGatesRequest& request,
                                                   const CallId& call) {
  auto place = FindRelease(environment.shards, caller, {request.release(), "release"},
                           access::MayManageReleases);
  if (!place.ok()) return place.status();
  const auto earlier = FindEarlier(*place->shard, call);
  if (!earlier.ok()) return earlier.status();
  GateEvaluation evaluation(environment, caller, call);
  v1::EvaluateGatesResponse response;
  if (earlier->record.has_value()) {
    auto verdict = place->ReadVerdict(static_cast<uint32_t>(earlier->record->counts(0)));
    if (!verdict.ok()) return verdict.status();
    if (absl::Status status = evaluation.Repeat(*place, *verdict); !status.ok()) return status;
    *response.mutable_verdict() = *std::move(verdict);
    HideOtherQueues(*environment.shards.registry().Get(), caller.grants,
                    *response.mutable_verdict());
    *response.mutable_position() = earlier->position;
    return response;
  }
  auto verdict = evaluation.Run(*place);
  if (!verdict.ok()) return verdict.status();
  *response.mutable_verdict() = *std::move(verdict);
  HideOtherQueues(*environment.shards.registry().Get(), caller.grants, *response.mutable_verdict());
  *response.mutable_position() = ToProto(evaluation.position());
  return response;
}

// A release in a list: a page of them is an answer.
void Shorten(v1::Release& release) {
  release.clear_slices();
  release.mutable_canary()->clear_slices_at_risk();
  release.clear_waivers();
  auto& rollouts = *release.mutable_rollouts();
  if (rollouts.size() > 1) rollouts.DeleteSubrange(0, rollouts.size() - 1);
  for (v1::Rollout& rollout : rollouts) rollout.clear_slices();
}

}  // namespace

void Releases::CreateRelease(const Caller& caller, const v1::CreateReleaseRequest& request,
                             Done<v1::CreateReleaseResponse> done) {
  ChangeRelease(
      thread_, ReleaseCall<v1::CreateReleaseRequest>{caller, "CreateRelease", request},
      std::move(done),
      [this](const Caller& by, const v1::CreateReleaseRequest& wanted, const CallId& call) {
        return ReleaseCreation(environment_, by, wanted, call).Run();
      });
}

void Releases::SubmitEvaluation(const Caller& caller, const v1::SubmitEvaluationRequest& request,
                                Done<v1::SubmitEvaluationResponse> done) {
  ChangeRelease(
      thread_, ReleaseCall<v1::SubmitEvaluationRequest>{caller, "SubmitEvaluation", request},
      std::move(done),
      [this](const Caller& by, const v1::SubmitEvaluationRequest& rows, const CallId& call) {
        return OutcomeSubmission(environment_, sampled_, {by, call}, rows).Run();
      });
}

void Releases::EvaluateGates(const Caller& caller, const v1::EvaluateGatesRequest& request,
                             Done<v1::EvaluateGatesResponse> done) {
  ChangeRelease(thread_, ReleaseCall<v1::EvaluateGatesRequest>{caller, "EvaluateGates", request},
                std::move(done),
                [this](const Caller& by, const v1::EvaluateGatesRequest& wanted,
                       const CallId& call) { return Evaluate(environment_, by, wanted, call); });
}

void Releases::WaiveFinding(const Caller& caller, const v1::WaiveFindingRequest& request,
                            Done<v1::WaiveFindingResponse> done) {
  ChangeRelease(thread_, ReleaseCall<v1::WaiveFindingRequest>{caller, "WaiveFinding", request},
                std::move(done),
                [this](const Caller& by, const v1::WaiveFindingRequest& wanted,
                       const CallId& call) { return Waive(environment_, by, wanted, call); });
}

void Releases::RecordRollout(const Caller& caller, const v1::RecordRolloutRequest& request,
                             Done<v1::RecordRolloutResponse> done) {
  ChangeRelease(thread_, ReleaseCall<v1::RecordRolloutRequest>{caller, "RecordRollout", request},
                std::move(done),
                [this](const Caller& by, const v1::RecordRolloutRequest& wanted,
                       const CallId& call) { return Record(environment_, by, wanted, call); });
}

void Releases::GetRelease(const Caller& caller, const v1::GetReleaseRequest& request,
                          Done<v1::GetReleaseResponse> done) {
  auto place =
      FindRelease(environment_.shards, caller, {request.name(), "name"}, access::MayReadEvidence);
  if (!place.ok()) return done(place.status());
  auto response = std::make_shared<v1::GetReleaseResponse>();
  if (request.verdict() > 0 || place->release.verdicts() > 0) {
    auto verdict = place->ReadVerdict(request.verdict());
    if (!verdict.ok()) return done(verdict.status());
    *response->mutable_verdict() = *std::move(verdict);
    HideOtherQueues(*environment_.shards.registry().Get(), caller.grants,
                    *response->mutable_verdict());
  }
  *response->mutable_release() = std::move(place->release);
  place->shard->Read([](const shard::ShardState&) { return absl::OkStatus(); },
                     Reply(response, std::move(done)));
}

void Releases::ExportRelease(const Caller& caller, const v1::ExportReleaseRequest& request,
                             Done<PieceSource> done) {
  done(ReleaseExport(environment_, caller, request));
}

void Releases::ListReleases(const Caller&, const v1::ListReleasesRequest& request,
                            Done<v1::ListReleasesResponse> done) {
  const auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto after = PageAfterId(request.page_token());
  if (!after.ok()) return done(after.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());
  auto ids = std::make_shared<std::vector<storage::ReleaseId>>();
  auto response = std::make_shared<v1::ListReleasesResponse>();
  const auto inspect = [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, *queue_id);
    if (!queue.ok()) return queue.status();
    size_t rows = PageRows(request.page_size());
    for (auto it = (*queue)->releases.upper_bound(*after); it != (*queue)->releases.end(); ++it) {
      if (rows-- == 0) {
        response->set_next_page_token(ids->back().release_id);
        break;
      }
      ids->push_back({(*queue)->queue_no(), *it});
    }
    return absl::OkStatus();
  };
  (*shard)->Read(inspect, [ids, response, shard = *shard, done = std::move(done)](
                              absl::StatusOr<shard::Position> position) mutable {
    if (!position.ok()) return done(position.status());
    size_t bytes = 0;
    for (const storage::ReleaseId& id : *ids) {
      if (bytes > kMostListBytes) {
        response->set_next_page_token(response->releases().rbegin()->name().substr(kPrefix.size()));
        break;
      }
      auto record = storage::ReleaseTable::Get(shard->engine(), shard->id(), id);
      if (!record.ok()) return done(record.status());
      if (!record->has_value()) continue;
      v1::Release& release = *response->add_releases();
      release = std::move(*(*record)->mutable_release());
      bytes += release.ByteSizeLong();
      Shorten(release);
    }
    *response->mutable_position() = ToProto(*position);
    done(std::move(*response));
  });
}

}  // namespace winnow::loop
