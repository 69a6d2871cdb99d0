// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "server/loop/error.h"
#include "server/loop/hidden_draw.h"
#include "server/loop/paging.h"
#include "server/loop/published_counts.h"
#include "server/loop/queue_lookup.h"
#include "server/loop/queue_messages.h"
#include "server/loop/queues.h"
#include "server/loop/reply.h"
#include "server/loop/request_replay.h"
#include "server/loop/resource_name.h"
#include "server/shard/dictionary_limits.h"
#include "server/shard/tables.h"

namespace winnow::loop {
namespace {

constexpr absl::string_view kUpdate = "UpdateSlice";

// Gives `slice` the fields of `request` that its mask names.
absl::Status Merge(const v1::UpdateSliceRequest& request, v1::Slice* slice) {
  const v1::Slice& wanted = request.slice();
  for (const std::string& path : request.update_mask().paths()) {
    if (path == "target_labels") {
      slice->set_target_labels(wanted.target_labels());
    } else if (path == "launch_weight") {
      slice->clear_launch_weight();
      if (wanted.has_launch_weight()) slice->set_launch_weight(wanted.launch_weight());
    } else if (path == "recent_regression") {
      slice->set_recent_regression(wanted.recent_regression());
    } else if (path == "coverage_override") {
      slice->clear_coverage_override();
      if (wanted.has_coverage_override()) slice->set_coverage_override(wanted.coverage_override());
    } else {
      return FieldsInvalid({{"update_mask",
                             "may name target_labels, launch_weight, recent_regression and "
                             "coverage_override alone"}});
    }
  }
  return absl::OkStatus();
}

}  // namespace

void Queues::UpdateSlice(const Caller& caller, const v1::UpdateSliceRequest& request,
                         Done<v1::UpdateSliceResponse> done) {
  const auto name = ParseSliceName(request.slice().name(), "slice.name");
  if (!name.ok()) return done(name.status());
  const auto shard = ShardOfQueue(environment_.shards, name->queue);
  if (!shard.ok()) return done(shard.status());
  const auto call = IdentifyCall(caller, kUpdate, request);
  if (!call.ok()) return done(call.status());

  auto response = std::make_shared<v1::UpdateSliceResponse>();
  const auto decide = [&](shard::ShardState& state, shard::MutationLog& log) -> absl::Status {
    const auto queue = FindQueue(state, name->queue);
    if (!queue.ok()) return queue.status();
    const auto replay = FindReplay(state, *call);
    if (!replay.ok()) return replay.status();
    auto& names = (*queue)->candidates.dictionaries().slices;
    if (*replay == nullptr) {
      const auto known = names.Find(name->id);
      storage::v1::SliceRecord record;
      if (known.has_value()) record = (*queue)->slices.Get(*known).record;
      const std::string& etag = request.slice().etag();
      if (!etag.empty() && etag != EtagOf(record.version())) return VersionConflict();
      absl::Status merged = Merge(request, record.mutable_slice());
      if (!merged.ok()) return merged;
      record.mutable_slice()->set_name(request.slice().name());
      record.set_version(record.version() + 1);
      if (!shard::HasRoomForSlice(**queue, name->id)) {
        return FieldsInvalid({{"slice.name", "is one slice too many for this queue"}});
      }
      // The slice comes into being here at the latest, once nothing can be refused any more.
      shard::SliceState& slice = (*queue)->slices.at(names.Intern(name->id));
      slice.record = record;
      slice.configured = true;
      shard::Mutation mutation;
      storage::SliceTable::Put(state.shard, {(*queue)->queue_no(), name->id}, record,
                               &mutation.writes);
      storage::v1::RequestRecord remembered;
      remembered.set_resource(request.slice().name());
      RememberCall(*call, std::move(remembered), state, mutation.writes);
      mutation.leaf = {.principal = caller.principal,
                       .method = std::string(kUpdate),
                       .object = request.slice().name(),
                       .decision = "UPDATED",
                       .policy = (*queue)->policy_name(),
                       .payload = RequestPayload(*call)};
      log.Add(std::move(mutation));
    }
    *response->mutable_slice() = ToMessage(**queue, names.Intern(name->id));
    return absl::OkStatus();
  };
  (*shard)->Mutate(decide, Reply(response, std::move(done)));
}

void Queues::ListSlices(const Caller& caller, const v1::ListSlicesRequest& request,
                        Done<v1::ListSlicesResponse> done) {
  const auto queue_id = ParseQueueName(request.queue(), "queue");
  if (!queue_id.ok()) return done(queue_id.status());
  const auto after = PageAfterId(request.page_token());
  if (!after.ok()) return done(after.status());
  const auto shard = ShardOfQueue(environment_.shards, *queue_id);
  if (!shard.ok()) return done(shard.status());

  auto response = std::make_shared<v1::ListSlicesResponse>();
  const auto inspect = [&](const shard::ShardState& state) -> absl::Status {
    const auto queue = FindQueue(state, *queue_id);
    if (!queue.ok()) return queue.status();
    const shard::Interner& names = (*queue)->candidates.dictionaries().slices;
    const std::vector<selection::SliceNo> slices = SlicesById(**queue);
    const auto from = std::find_if(slices.begin(), slices.end(), [&](selection::SliceNo slice) {
      return names.Text(slice) > *after;
    });
    const size_t rows =
        std::min(PageRows(request.page_size()), static_cast<size_t>(slices.end() - from));
    const bool live = SeesLiveCounts(caller, **queue);
    const bool hides_draw = live && HidesDraw(caller, **queue);
    const PublishedCounts published(**queue);
    for (auto it = from; it != from + rows; ++it) {
      v1::Slice& slice = *response->add_slices();
      slice = ToMessage(**queue, *it);
      if (!live) published.Apply(*it, &slice);
      if (hides_draw) LeaveOutDraw(slice);
    }
    if (rows > 0 && from + rows != slices.end()) {
      response->set_next_page_token(names.Text(*(from + rows - 1)));
    }
    return absl::OkStatus();
  };
  (*shard)->Read(inspect, Reply(response, std::move(done)));
}

}  // namespace winnow::loop
