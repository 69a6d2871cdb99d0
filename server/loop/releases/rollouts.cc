// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/rollouts.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/access/methods.h"
#include "server/loop/proto_time.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/releases/gate_evaluation.h"
#include "server/loop/releases/release_change.h"
#include "server/loop/releases/slice_marks.h"
#include "server/loop/releases/training_marks.h"
#include "server/loop/reply.h"
#include "server/release/gate/gate.h"
#include "server/release/gate/rollout_rules.h"
#include "server/release/gate/waivers.h"

namespace winnow::loop {
namespace {

constexpr int kMostRollouts = 1'000;

// Who rolls back mends what harms people now, and is not kept from saying so by a full disk.
shard::Priority PriorityOf(const v1::Rollout& rollout) {
  return rollout.stage() == v1::ROLLOUT_STAGE_ROLLED_BACK ? shard::Priority::kEssential
                                                          : shard::Priority::kOrdinary;
}

absl::Status CheckRollout(const ReleasePlace& place, const v1::Rollout& rollout) {
  std::vector<FieldViolation> violations;
  if (place.release.rollouts_size() >= kMostRollouts)
    violations.push_back({"release", "has 1,000 rollouts already; create another release"});
  absl::Status status = Peek(*place.shard, [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, place.queue_id);
    if (!queue.ok()) return queue.status();
    const shard::Interner& slices = (*queue)->candidates.dictionaries().slices;
    for (int i = 0; i < rollout.slices_size(); ++i) {
      if (slices.Find(rollout.slices(i).slice()).has_value()) continue;
      violations.push_back({absl::StrCat("rollout.slices[", i, "].slice"),
                            "is no slice of the queue; ListSlices names them"});
    }
    return absl::OkStatus();
  });
  if (!status.ok() || violations.empty()) return status;
  return FieldsInvalid(std::move(violations));
}

absl::Status CheckPromotion(Environment& environment, const Caller& caller, const CallId& call,
                            ReleasePlace& place) {
  // The request id stands for the rollout, not for the verdict before it.
  CallId gate = call;
  gate.key.request_id.clear();
  const auto verdict = GateEvaluation(environment, caller, gate).Run(place);
  if (!verdict.ok()) return verdict.status();
  if (verdict->verdict() != v1::VERDICT_PASS) {
    return NotAllowed(v1::ERROR_REASON_RELEASE_NOT_READY,
                      absl::StrCat("The gate does not pass: ", verdict->name(),
                                   " says why. GetRelease shows it."));
  }
  if (!verdict->missing_stages().empty()) {
    return NotAllowed(v1::ERROR_REASON_RELEASE_NOT_READY,
                      "The risk class asks for rollouts that are not recorded: missing_stages of "
                      "the verdict names them.");
  }
  return absl::OkStatus();
}

// Adds the rollout to the release of `place`, and marks slices of its queue.
absl::StatusOr<shard::Position> Store(const Caller& caller, const v1::Rollout& added,
                                      const CallId& call, ReleasePlace& place) {
  ReleaseEdit edit{call, place.release.name(), "ROLLOUT"};
  edit.priority = PriorityOf(added);
  edit.remembered.set_resource(place.release.name());
  edit.remembered.add_counts(static_cast<uint64_t>(place.release.rollouts_size()));
  const auto write = [&](shard::ShardState& state, shard::QueueState& queue,
                         shard::Mutation& mutation) {
    v1::Rollout& rollout = *place.release.add_rollouts();
    rollout = added;
    rollout.set_number(static_cast<uint32_t>(place.release.rollouts_size()));
    rollout.set_recorder(caller.principal);
    *rollout.mutable_create_time() = ToTimestamp(state.now.wall);
    absl::Status fits = CheckSize(place.release);
    if (fits.ok()) ApplyMarks(MarksOf(place.release, rollout), state, queue, mutation.writes);
    return fits;
  };
  return StoreRelease(place, edit, write);
}

}  // namespace

absl::StatusOr<v1::RecordRolloutResponse> Record(Environment& environment, const Caller& caller,
                                                 const v1::RecordRolloutRequest& request,
                                                 const CallId& call) {
  auto place = FindRelease(environment.shards, caller, {request.release(), "release"},
                           access::MayManageReleases);
  if (!place.ok()) return place.status();
  v1::RecordRolloutResponse response;
  const auto earlier = FindEarlier(*place->shard, call, PriorityOf(request.rollout()));
  if (!earlier.ok()) return earlier.status();
  if (earlier->record.has_value()) {
    *response.mutable_rollout() =
        place->release.rollouts(static_cast<int>(earlier->record->counts(0)));
    *response.mutable_position() = earlier->position;
  } else {
    absl::Status status = CheckRollout(*place, request.rollout());
    if (status.ok() && request.rollout().stage() == v1::ROLLOUT_STAGE_PROMOTED)
      status = CheckPromotion(environment, caller, call, *place);
    if (!status.ok()) return status;
    const auto position = Store(caller, request.rollout(), call, *place);
    if (!position.ok()) return position.status();
    *response.mutable_rollout() = *place->release.rollouts().rbegin();
    *response.mutable_position() = ToProto(*position);
  }
  if (response.rollout().number() == static_cast<uint32_t>(place->release.rollouts_size())) {
    // Of the newest, so that a repeated call makes the marks that it may have left out.
    absl::Status status =
        MarkTrainingQueues(environment, *place,
                           {MarksOf(place->release, response.rollout()), place->release.name(),
                            caller, call, PriorityOf(request.rollout())});
    if (!status.ok()) return status;
  }
  release::Findings findings = release::RolloutFindings(place->release, response.rollout());
  release::ApplyWaivers(place->release.waivers(), environment.clock.WallNow(), findings);
  for (v1::Finding& finding : release::FirstOfEachKind(std::move(findings)))
    *response.add_findings() = std::move(finding);
  return response;
}

}  // namespace winnow::loop
