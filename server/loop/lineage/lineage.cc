// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/lineage/lineage.h"

#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "server/loop/lineage/back_trace.h"
#include "server/loop/lineage/forward_trace.h"
#include "server/loop/paging.h"
#include "server/loop/reply.h"

namespace winnow::loop {
namespace {

// One call of TraceLineage.
struct TraceCall {
  shard::Shards& shards;
  const Caller& caller;
  const v1::TraceLineageRequest& request;
  Done<v1::TraceLineageResponse> done;

  template <typename Trace>
  void Run() {
    auto trace = Trace::Make(shards, caller, request.name());
    if (!trace.ok()) return done(trace.status());
    auto response = std::make_shared<v1::TraceLineageResponse>();
    absl::Status status = FillLineagePage({caller,
                                           {shards.database_key(), request.name()},
                                           request.page_token(),
                                           PageRows(request.page_size())},
                                          **trace, *response);
    if (!status.ok()) return done(std::move(status));
    (*trace)->shard().Read([](const shard::ShardState&) { return absl::OkStatus(); },
                           Reply(response, std::move(done)));
  }
};

}  // namespace

void Lineage::TraceLineage(const Caller& caller, const v1::TraceLineageRequest& request,
                           Done<v1::TraceLineageResponse> done) {
  TraceCall call{environment_.shards, caller, request, std::move(done)};
  if (absl::StartsWith(request.name(), "releases/")) return call.Run<ReleaseTrace>();
  if (absl::StartsWith(request.name(), "datasets/")) return call.Run<DatasetTrace>();
  call.Run<ForwardTrace>();
}

}  // namespace winnow::loop
