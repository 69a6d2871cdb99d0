// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/waivers.h"

#include "server/access/methods.h"
#include "server/loop/proto_time.h"
#include "server/loop/releases/release_change.h"
#include "server/loop/reply.h"
#include "server/release/gate/waivers.h"

namespace winnow::loop {
namespace {

constexpr int kMostWaivers = 1'000;
constexpr absl::Duration kLongest = absl::Hours(24 * 366);

absl::Status CheckWaiver(const v1::Release& release, const Caller& caller,
                         const v1::Waiver& waiver) {
  if (!release::IsWaivable(waiver.kind())) {
    return NotAllowed(v1::ERROR_REASON_WAIVER_DISALLOWED,
                      "What concerns source, consent or retention is never waived, nor is a "
                      "comparison of two label policies or vendors. Mend what was found.");
  }
  if (caller.principal == release.author()) {
    return NotAllowed(v1::ERROR_REASON_WAIVER_DISALLOWED,
                      "Nobody waives findings of a release of their own. Ask somebody else.");
  }
  if (release.waivers_size() >= kMostWaivers)
    return FieldsInvalid({{"release", "has 1,000 waivers already; create another release"}});
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::WaiveFindingResponse> Waive(Environment& environment, const Caller& caller,
                                               const v1::WaiveFindingRequest& request,
                                               const CallId& call) {
  auto place =
      FindRelease(environment.shards, caller, {request.release(), "release"}, access::MayWaive);
  if (!place.ok()) return place.status();
  v1::WaiveFindingResponse response;
  const auto earlier = FindEarlier(*place->shard, call);
  if (!earlier.ok()) return earlier.status();
  if (earlier->record.has_value()) {
    *response.mutable_waiver() =
        place->release.waivers(static_cast<int>(earlier->record->counts(0)));
    *response.mutable_position() = earlier->position;
    return response;
  }
  absl::Status status = CheckWaiver(place->release, caller, request.waiver());
  if (!status.ok()) return status;
  ReleaseEdit edit{call, place->release.name(), "WAIVED"};
  edit.remembered.set_resource(place->release.name());
  edit.remembered.add_counts(static_cast<uint64_t>(place->release.waivers_size()));
  const auto write = [&](shard::ShardState& state, shard::QueueState&,
                         shard::Mutation&) -> absl::Status {
    const absl::Time end = FromTimestamp(request.waiver().expire_time());
    if (end <= state.now.latest() || end > state.now.wall + kLongest) {
      return FieldsInvalid(
          {{"waiver.expire_time", "must be in the future, at most 366 days from now"}});
    }
    v1::Waiver& waiver = *place->release.add_waivers();
    waiver = request.waiver();
    waiver.set_approver(caller.principal);
    *waiver.mutable_create_time() = ToTimestamp(state.now.wall);
    *response.mutable_waiver() = waiver;
    return CheckSize(place->release);
  };
  const auto position = StoreRelease(*place, edit, write);
  if (!position.ok()) return position.status();
  *response.mutable_position() = ToProto(*position);
  return response;
}

}  // namespace winnow::loop
