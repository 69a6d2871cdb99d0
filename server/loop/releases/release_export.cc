// Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
#include "server/loop/releases/release_export.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/access/methods.h"
#include "server/loop/error.h"
#include "server/loop/export_pieces.h"
#include "server/loop/lineage/back_trace.h"
#include "server/loop/releases/release_place.h"
#include "server/loop/releases/verdict_view.h"
#include "server/release/report/release_file.h"

namespace winnow::loop {
namespace {

constexpr size_t kMostSteps = 1'000;

// Reads the lineage of the release into `file`, as far as an export takes it.
absl::Status ReadFirstSteps(shard::Shards& shards, const Caller& caller, const std::string& name,
                            release::ReleaseFile& file) {
  const auto trace = ReleaseTrace::Make(shards, caller, name);
  if (!trace.ok()) return trace.status();
  std::vector<v1::LineageStep>& steps = file.lineage;
  std::optional<LineageCursor> next = (*trace)->Start();
  while (next.has_value() && steps.size() < kMostSteps) {
    if (caller.gone != nullptr && *caller.gone) return absl::CancelledError("nobody waits");
    auto unit = (*trace)->Visit(*next);
    if (!unit.ok()) return unit.status();
    for (v1::LineageStep& step : unit->steps) steps.push_back(std::move(step));
    next = unit->next;
  }
  file.is_lineage_cut = next.has_value() || steps.size() > kMostSteps;
  if (steps.size() > kMostSteps) steps.resize(kMostSteps);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PieceSource> ReleaseExport(Environment& environment, const Caller& caller,
                                          const v1::ExportReleaseRequest& request) {
  auto place =
      FindRelease(environment.shards, caller, {request.name(), "name"}, access::MayReadEvidence);
  if (!place.ok()) return place.status();
  release::ReleaseFile file;
  if (request.verdict() > 0 || place->release.verdicts() > 0) {
    auto verdict = place->ReadVerdict(request.verdict());
    if (!verdict.ok()) return verdict.status();
    HideOtherQueues(*environment.shards.registry().Get(), caller.grants, *verdict);
    file.verdict = *std::move(verdict);
  }
  absl::Status status = ReadFirstSteps(environment.shards, caller, request.name(), file);
  if (!status.ok()) return status;
  file.release = std::move(place->release);
  if (!release::CanRender(file, request.format())) {
    return FieldsInvalid(
        {{"format", "needs a verdict, which the release has not got: call EvaluateGates first"}});
  }
  ExportPieces pieces;
  pieces.Append(release::RenderRelease(file, request.format()));
  return SourceOf(std::move(pieces).Take());
}

}  // namespace winnow::loop
