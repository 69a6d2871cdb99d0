// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/release_creation.h"

#include <future>
#include <memory>

#include "server/access/methods.h"
#include "server/loop/evaluations/evaluation_view.h"
#include "server/loop/proto_time.h"
#include "server/loop/queue_binding.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/releases/release_check.h"
#include "server/shard/mutate_and_wait.h"

namespace winnow::loop {
namespace {

// What the server states is not the caller's to say.
void ClearOutputs(v1::Release& release) {
  release.clear_queue();
  release.clear_author();
  release.clear_create_time();
  release.clear_outcomes();
  release.clear_numbers();
  release.clear_waivers();
  release.clear_rollouts();
  release.clear_verdicts();
}

absl::Status NameTaken() {
  return Exists("A release of that name exists. It does not change; choose another name.");
}

}  // namespace

absl::StatusOr<v1::CreateReleaseResponse> ReleaseCreation::Run() {
  auto release_id = ParseReleaseName(request_.release().name(), "release.name");
  if (!release_id.ok()) return release_id.status();
  const auto ref = ParseEvaluationName(request_.release().evaluation(), "release.evaluation");
  if (!ref.ok()) return ref.status();
  // As if it did not exist for those who may not create releases on it.
  if (!access::MayManageReleases(ref->queue, caller_.grants)) return QueueUnknown();
  const auto shard = ShardOfQueue(environment_.shards, ref->queue);
  if (!shard.ok()) return shard.status();
  place_.shard = *shard;
  place_.queue_id = ref->queue;
  place_.id.release_id = *std::move(release_id);
  place_.release = request_.release();
  ClearOutputs(place_.release);
  const auto earlier = FindEarlier(**shard, call_);
  if (!earlier.ok()) return earlier.status();
  if (earlier->record.has_value()) return Stored(*earlier);
  const auto known =
      FindRelease(environment_.shards, caller_, {request_.release().name(), "release.name"},
                  access::MayManageReleases);
  if (known.ok()) return NameTaken();
  if (DetailOf(known.status()).reason != v1::ERROR_REASON_RELEASE_UNKNOWN) return known.status();
  absl::Status status = Check(*ref);
  if (status.ok()) status = CheckSize(place_.release);
  if (status.ok()) status = Bind();
  if (!status.ok()) return status;
  ReleaseEdit edit{call_, request_.release().name(), "CREATED"};
  edit.remembered.set_resource(request_.release().name());
  const auto position =
      StoreRelease(place_, edit, [&](shard::ShardState&, shard::QueueState& queue, auto&) {
        return queue.releases.insert(place_.id.release_id).second ? absl::OkStatus() : NameTaken();
      });
  if (!position.ok()) return position.status();
  v1::CreateReleaseResponse response;
  *response.mutable_release() = place_.release;
  *response.mutable_position() = ToProto(*position);
  return response;
}

absl::StatusOr<v1::CreateReleaseResponse> ReleaseCreation::Stored(
    const EarlierCall& earlier) const {
  auto place = FindRelease(environment_.shards, caller_,
                           {earlier.record->resource(), "release.name"}, access::MayManageReleases);
  if (!place.ok()) return place.status();
  v1::CreateReleaseResponse response;
  *response.mutable_release() = std::move(place->release);
  *response.mutable_position() = earlier.position;
  return response;
}

absl::Status ReleaseCreation::Check(const EvaluationRef& ref) {
  EvaluationView view;
  absl::Status status = Peek(*place_.shard, [&](const shard::ShardState& state) {
    const auto queue = FindQueue(state, ref.queue);
    if (!queue.ok()) return queue.status();
    place_.id.queue_no = (*queue)->queue_no();
    *place_.release.mutable_create_time() = ToTimestamp(state.now.wall);
    return view.Look(**queue, ref.number);
  });
  if (!status.ok()) return status;
  const auto evaluation = view.Read(*place_.shard);
  if (!evaluation.ok()) return evaluation.status();
  place_.release.set_queue(QueueName(ref.queue));
  place_.release.set_author(caller_.principal);
  return CheckRelease({environment_.shards, caller_, place_.queue_id, *evaluation}, place_.release);
}

absl::Status ReleaseCreation::Bind() {
  std::shared_ptr<const shard::RegistrySnapshot> registry;
  absl::Status status = shard::MutateAndWait(
      environment_.shards.control(),
      [&](shard::ShardState& state, shard::MutationLog& log) {
        registry = BindToQueue<storage::ReleaseDirectory>(
            {place_.release.name(), place_.id.release_id, place_.queue_id, call_},
            &shard::RegistrySnapshot::releases, state, log);
        return registry == nullptr ? NameTaken() : absl::OkStatus();
      },
      shard::Priority::kOrdinary);
  if (!status.ok()) return status;
  std::promise<absl::Status> followed;
  environment_.shards.Follow(registry, [&](absl::Status done) { followed.set_value(done); });
  return followed.get_future().get();
}

}  // namespace winnow::loop
